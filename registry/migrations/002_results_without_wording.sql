-- A rule result keeps what is particular to the case; its words are read from the rule of this version, the numbers of the site
-- from the policy of this hash. Results can be computed again, so those in the old form are dropped and every case is out of date.
DROP TABLE rule_results;
CREATE TABLE rule_results (
    case_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    track VARCHAR NOT NULL,
    rule_version VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    particulars_json VARCHAR NOT NULL,
    policy_hash VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);
DELETE FROM case_stages;

-- The numbers of the site that results were made with; a policy is added, never changed.
CREATE TABLE policies (
    policy_hash VARCHAR PRIMARY KEY,
    values_json VARCHAR NOT NULL
);
