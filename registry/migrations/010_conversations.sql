-- What was asked of a case (or, without one, of the registry) and answered; appended, in the order it was said.
CREATE TABLE conversations (
    sequence BIGINT PRIMARY KEY,
    case_id VARCHAR NOT NULL, -- empty for questions over the whole registry
    asked_by VARCHAR NOT NULL, -- login
    name VARCHAR NOT NULL,
    asked_at VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    answer_json VARCHAR NOT NULL
);
