-- Decisions become a chain: `hash` is the SHA-256 of the hash before it and the row, `decision_head` says where the chain ends.
-- What was decided before this migration is put into the chain by registry/migrate.py as it stands.
CREATE TABLE earlier_decisions AS SELECT * FROM review_decisions;
DROP TABLE review_decisions;

-- Append-only: a decision is never changed, an undo is a new decision. `old_json` is the value it replaced, `reading` a
-- fingerprint of what the notes said then; software, lexicon and rules are the versions the reviewer looked at.
CREATE TABLE review_decisions (
    sequence BIGINT PRIMARY KEY,
    decision_id VARCHAR NOT NULL UNIQUE,
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    old_json VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    decided_at VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    evidence_json VARCHAR NOT NULL,
    reading VARCHAR NOT NULL,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    rules VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);

-- One row, written with every decision: how many there are and the hash of the last, so that a shortened chain is seen.
CREATE TABLE decision_head (length BIGINT NOT NULL, hash VARCHAR NOT NULL);
INSERT INTO decision_head VALUES (0, '');

-- The name a user of this machine reviews under; the newest counts.
CREATE TABLE profiles (login VARCHAR NOT NULL, name VARCHAR NOT NULL, since TIMESTAMP NOT NULL);

-- How many verdicts rest on a value that waits for a person; computed with the case, so that every case is out of date.
CREATE TABLE case_work (case_id VARCHAR NOT NULL, unsettled INTEGER NOT NULL, run_id VARCHAR NOT NULL);
DELETE FROM case_stages;
