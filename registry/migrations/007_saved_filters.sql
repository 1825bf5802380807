-- The filters of the cohort page that a person keeps under a name; one of the same name takes the place of the one before.
CREATE TABLE saved_filters (
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    conditions_json VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (login, name)
);
