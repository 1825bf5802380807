-- An earlier human abstraction of a note, or (note_id '') of a case as a whole: what people stated before the notes came here.
-- Versions are added, never changed; the newest holds. `sha256` is that of the text it was stated of, '' for a case.
CREATE TABLE imported_abstractions (
    import_id BIGINT PRIMARY KEY,
    case_id VARCHAR NOT NULL,
    note_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    fields_json VARCHAR NOT NULL,
    evidence_json VARCHAR NOT NULL,
    imported_by VARCHAR NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL,
    UNIQUE (case_id, note_id, version)
);
