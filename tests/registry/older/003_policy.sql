INSERT INTO policy_changes (sequence, change_id, name, old_value, new_value, changed_by, changed_at, reason, policy) VALUES
    (1, 'ch1', 'ct_age_days', 30.0, 28.0, 'Ada', '2024-03-07T10:00:00+00:00', 'our scanner', 'p2');
