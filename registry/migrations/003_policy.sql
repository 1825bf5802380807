-- The site's own numbers: what was set, by whom and when, appended and never changed; the newest value of each number holds.
CREATE TABLE policy_changes (
    sequence BIGINT PRIMARY KEY,
    change_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    old_value DOUBLE NOT NULL,
    new_value DOUBLE NOT NULL,
    changed_by VARCHAR NOT NULL,
    changed_at VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    policy VARCHAR NOT NULL, -- hash over all numbers after this change
    UNIQUE (change_id, name)
);
