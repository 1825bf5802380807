-- Notes that the reader failed on, by themselves: what ended it and which versions, so that these do not try again unasked.
-- One row a note, the newest attempt; taken out when the note is read. Holds no text.
CREATE TABLE quarantine (
    note_id VARCHAR PRIMARY KEY,
    case_id VARCHAR NOT NULL,
    note_type VARCHAR NOT NULL,
    note_date DATE NOT NULL,
    sha256 VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    quarantined_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
