INSERT INTO review_decisions (sequence, decision_id, case_id, element, action, value_json, old_json, reviewer, decided_at, reason, evidence_json, reading, software, lexicon, rules, hash) VALUES
    (1, 'd1', 'c1', 'ecog', 'accept', '1', 'null', 'Ada', '2024-03-08T10:01:00+00:00', '', '[]', '', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb', '0999361e793d6a05a86e289ee74783a1d3e78447619df7902dd69746ecc7819b'),
    (2, 'd2', 'c1', 'ecog', 'comment', 'null', 'null', 'Ada', '2024-03-08T10:02:00+00:00', 'seen in clinic; it''s 1', '[]', '', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb', '1c0108d383134e0f57b8978d5b1c6fb09871ce46df0d3142adb44280ecf8f57f'),
    (3, 'd3', 'c1', 'liver_max_size_mm', 'correct', '33', 'null', 'Ada', '2024-03-08T10:03:00+00:00', 'measured again', '[]', '', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb', '53dfb59d4892de76780efdf75a08ce6a35ab048c6dd6820594270dc1ee2d08e6');

UPDATE decision_head SET length = 3, hash = '53dfb59d4892de76780efdf75a08ce6a35ab048c6dd6820594270dc1ee2d08e6';

INSERT INTO profiles (login, name, since) VALUES
    ('ada', 'Ada', '2024-03-07 10:00:00');

INSERT INTO case_work (case_id, unsettled, run_id) VALUES
    ('c1', 3, 'run1');
