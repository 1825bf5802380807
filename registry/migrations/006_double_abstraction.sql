-- Double abstraction: cases that two people abstract blind, what each entered, and what settled their differences.
-- People are named by their login. Every row is appended and never changed.
CREATE TABLE blind_draws (
    sequence BIGINT PRIMARY KEY,
    draw_id VARCHAR NOT NULL UNIQUE,
    first VARCHAR NOT NULL,
    second VARCHAR NOT NULL,
    percent DOUBLE NOT NULL,
    seed VARCHAR NOT NULL,
    drawn_by VARCHAR NOT NULL,
    drawn_at VARCHAR NOT NULL
);

-- A case is given to one pair only.
CREATE TABLE blind_cases (case_id VARCHAR PRIMARY KEY, draw_id VARCHAR NOT NULL);

-- `value_json` is null where the person found the element not stated; element '' says that the person is done with the case.
CREATE TABLE blind_entries (
    sequence BIGINT PRIMARY KEY,
    entry_id VARCHAR NOT NULL UNIQUE,
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    evidence_json VARCHAR NOT NULL,
    remark VARCHAR NOT NULL,
    entered_at VARCHAR NOT NULL,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    rules VARCHAR NOT NULL
);

-- `decision_id` is the review decision that brought the settled value into the case.
CREATE TABLE adjudications (
    sequence BIGINT PRIMARY KEY,
    adjudication_id VARCHAR NOT NULL UNIQUE,
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    adjudicator VARCHAR NOT NULL,
    settled_at VARCHAR NOT NULL,
    decision_id VARCHAR NOT NULL
);
