-- Loads of notes as a chain of hashes: what began, what came of it, what was taken back, by whom. Appended, never changed.
-- `event` is begun, finished or undone; `detail_json` holds names of files, counts and reasons, never words of notes.
CREATE TABLE import_events (
    sequence BIGINT PRIMARY KEY,
    import_id VARCHAR NOT NULL UNIQUE,
    run_id VARCHAR NOT NULL,
    event VARCHAR NOT NULL,
    detail_json VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    happened_at VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
CREATE TABLE import_head (length BIGINT NOT NULL, hash VARCHAR NOT NULL);
INSERT INTO import_head VALUES (0, '');

-- Which column of a table is which part of a note, kept under a name; one of the same name takes the place of the one before.
CREATE TABLE column_profiles (
    name VARCHAR PRIMARY KEY,
    profile_json VARCHAR NOT NULL,
    saved_by VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL
);
