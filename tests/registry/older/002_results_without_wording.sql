INSERT INTO rule_results (case_id, rule, track, rule_version, verdict, particulars_json, policy_hash, run_id) VALUES
    ('c1', 'R01', 'derived', 'v1', 'unknown', '{}', 'p1', 'run1');

INSERT INTO policies (policy_hash, values_json) VALUES
    ('p1', '{"remnant_healthy_percent": 20}');
