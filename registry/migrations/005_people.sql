-- Who took what out of the registry: a chain like that of the decisions. `detail_json` holds the filters it was taken with,
-- `row_count` how many rows it has, `sha256` the hash of the file that was handed over.
CREATE TABLE exports (
    sequence BIGINT PRIMARY KEY,
    export_id VARCHAR NOT NULL UNIQUE,
    kind VARCHAR NOT NULL,
    detail_json VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    exported_at VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
CREATE TABLE export_head (length BIGINT NOT NULL, hash VARCHAR NOT NULL);
INSERT INTO export_head VALUES (0, '');

-- How long people were at work on a case (`element` is empty) and on a data element until they decided it; appended, a part
-- at a time. `entry_id` makes a part that is sent twice count once; that of a data element is the id of its decision.
CREATE TABLE time_log (
    entry_id VARCHAR PRIMARY KEY,
    case_id VARCHAR NOT NULL,
    element VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    seconds DOUBLE NOT NULL,
    logged_at VARCHAR NOT NULL
);
