-- A reading is everything that one version of software and lexicon read. Which reading counts is appended here, as a chain of
-- hashes: `withdraws` is 0 where a reading is promoted, else the number of the promotion that a rollback takes back.
CREATE TABLE promotions (
    sequence BIGINT PRIMARY KEY,
    promotion_id VARCHAR NOT NULL UNIQUE,
    withdraws BIGINT NOT NULL,
    software VARCHAR NOT NULL,
    lexicon VARCHAR NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    promoted_at VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
CREATE TABLE promotion_head (length BIGINT NOT NULL, hash VARCHAR NOT NULL);
INSERT INTO promotion_head VALUES (0, '');

-- Runs that read the stored notes again: what they read lies beside the rest and counts only once its reading is promoted.
CREATE TABLE rereads (
    run_id VARCHAR PRIMARY KEY,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);

-- The promotions that were not taken back; the one with the highest number comes first.
CREATE VIEW standing_promotions AS
SELECT * FROM promotions p
WHERE p.withdraws = 0 AND NOT EXISTS (SELECT 1 FROM promotions later WHERE later.withdraws = p.sequence);

-- Of the abstractions of one version of a note the one with the highest precedence counts: by the reading promoted last, where
-- there is none by the newest that was not read beside.
CREATE VIEW ranked_abstractions AS
SELECT a.*, (coalesce(p.rank, 0), r.run_id IS NULL, a.abstraction_id) AS precedence
FROM note_abstractions a
LEFT JOIN (
    SELECT software, lexicon, max(sequence) AS rank FROM standing_promotions GROUP BY software, lexicon
) p ON p.software = a.software AND p.lexicon = a.lexicon
LEFT JOIN rereads r ON r.run_id = a.run_id;

-- The abstraction that counts of the newest version of each note.
CREATE OR REPLACE VIEW current_abstractions AS
SELECT n.case_id, n.note_id, n.version, arg_max(a.abstraction_id, a.precedence) AS abstraction_id
FROM current_notes n
JOIN ranked_abstractions a ON a.note_id = n.note_id AND a.version = n.version
GROUP BY n.case_id, n.note_id, n.version;
