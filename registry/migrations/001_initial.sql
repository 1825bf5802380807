-- Notes by version, what a run read from them, what they say together, and what people decided.
CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    rules VARCHAR NOT NULL
);

-- A version is one text with its type and date; `sha256` is that of the text. Versions are added, never changed.
CREATE TABLE notes (
    note_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    case_id VARCHAR NOT NULL,
    note_type VARCHAR NOT NULL,
    note_date DATE NOT NULL,
    text VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (note_id, version)
);

-- Numbered in the order they were made, so that the tables below lie sorted and need no index.
CREATE TABLE note_abstractions (
    abstraction_id BIGINT PRIMARY KEY,
    note_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    UNIQUE (note_id, version, software, lexicon)
);

CREATE TABLE sections (
    abstraction_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    category VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    body_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL
);

CREATE TABLE element_values (
    abstraction_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    element VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    reasons_json VARCHAR NOT NULL
);

-- `role` says what a mention is for: evidence of a value, evidence of a lesion, or context worth showing; `owner` is the
-- position of that value or lesion.
CREATE TABLE mentions (
    abstraction_id BIGINT NOT NULL,
    role VARCHAR NOT NULL,
    owner INTEGER NOT NULL,
    position INTEGER NOT NULL,
    element VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    value_json VARCHAR NOT NULL,
    assertion VARCHAR NOT NULL,
    section VARCHAR NOT NULL
);

CREATE TABLE lesions (
    abstraction_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    segments_json VARCHAR NOT NULL,
    size_mm DOUBLE,
    prior_size_mm DOUBLE,
    assertion VARCHAR NOT NULL
);

-- What was last computed for a case. It can always be computed again from the tables above and the decisions below.
CREATE TABLE case_values (
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    reasons_json VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    evidence_json VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE case_conflicts (
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    claims_json VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE rule_results (
    case_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    track VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    result_json VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

-- `inputs` tells from what the case was computed; where it differs from what is there now, the case is out of date.
CREATE TABLE case_stages (
    case_id VARCHAR NOT NULL,
    ecmtg_json VARCHAR NOT NULL,
    group_json VARCHAR NOT NULL,
    inputs VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

-- Append-only: a decision is never changed, an undo is a new decision.
CREATE TABLE review_decisions (
    sequence BIGINT PRIMARY KEY,
    decision_id VARCHAR NOT NULL UNIQUE,
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    value_json VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    decided_at VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    evidence_json VARCHAR NOT NULL
);

-- The newest version of each note.
CREATE VIEW current_notes AS
SELECT * FROM notes n
WHERE NOT EXISTS (SELECT 1 FROM notes newer WHERE newer.note_id = n.note_id AND newer.version > n.version);

-- The newest abstraction of the newest version of each note.
CREATE VIEW current_abstractions AS
SELECT n.case_id, n.note_id, n.version, max(a.abstraction_id) AS abstraction_id
FROM current_notes n
JOIN note_abstractions a ON a.note_id = n.note_id AND a.version = n.version
GROUP BY n.case_id, n.note_id, n.version;
