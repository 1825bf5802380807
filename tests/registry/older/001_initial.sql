INSERT INTO runs (run_id, started_at, finished_at, software, lexicon, rules) VALUES
    ('run1', '2024-03-05 09:00:00', '2024-03-05 09:00:07', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'),
    ('run2', '2024-03-06 09:00:00', NULL, '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb');

INSERT INTO notes (note_id, version, sha256, case_id, note_type, note_date, text, run_id) VALUES
    ('ct', 1, 'fdc599f13a1851b70aa01749a7716043ef797fb164fc2585a9788bd8a0be6fc8', 'c1', 'radiology', '2024-03-01', 'CT LIVER
Two liver metastases, the larger 31 mm.', 'run1'),
    ('letter', 1, '44679c56d20a31552427bf9423d4bdf7a13328007ef8e3b8ffa64090f577a4cf', 'c1', 'oncology', '2024-03-04', 'ONCOLOGY CLINIC
ECOG 1. It''s stable.', 'run1');

INSERT INTO note_abstractions (abstraction_id, note_id, version, software, lexicon, run_id) VALUES
    (1, 'ct', 1, '0.1.0', 'aaaaaaaaaaaa', 'run1'),
    (2, 'letter', 1, '0.1.0', 'aaaaaaaaaaaa', 'run1');

INSERT INTO sections (abstraction_id, position, category, start_offset, body_offset, end_offset) VALUES
    (1, 0, 'findings', 0, 9, 52),
    (2, 0, 'other', 0, 16, 37);

INSERT INTO element_values (abstraction_id, position, element, value_json, status, reasons_json) VALUES
    (1, 0, 'liver_max_size_mm', '31', 'sure', '[]'),
    (2, 0, 'ecog', '1', 'needs_review', '["a word"]');

INSERT INTO mentions (abstraction_id, role, owner, position, element, start_offset, end_offset, value_json, assertion, section) VALUES
    (1, 'value', 0, 0, 'liver_max_size_mm', 42, 47, '31', 'present', 'findings'),
    (2, 'value', 0, 0, 'ecog', 16, 22, '1', 'present', 'other');

INSERT INTO lesions (abstraction_id, position, segments_json, size_mm, prior_size_mm, assertion) VALUES
    (1, 0, '["6"]', 31.0, NULL, 'present');

INSERT INTO case_values (case_id, element, value_json, status, reasons_json, source, evidence_json, run_id) VALUES
    ('c1', 'ecog', '1', 'needs_review', '[]', 'extracted', '[]', 'run1');

INSERT INTO case_conflicts (case_id, element, claims_json, run_id) VALUES
    ('c1', 'liver_lesion_count', '[]', 'run1');

INSERT INTO case_stages (case_id, ecmtg_json, group_json, inputs, run_id) VALUES
    ('c1', '["M1a"]', '["G1"]', 'inputs', 'run1');

INSERT INTO rule_results (case_id, rule, track, verdict, result_json, run_id) VALUES
    ('c1', 'R01', 'derived', 'unknown', '{"rule": "R01"}', 'run1');

INSERT INTO review_decisions (sequence, decision_id, case_id, element, action, value_json, reviewer, decided_at, reason, evidence_json) VALUES
    (1, 'd1', 'c1', 'ecog', 'accept', '1', 'Ada', '2024-03-08T10:01:00+00:00', '', '[]'),
    (2, 'd2', 'c1', 'ecog', 'comment', 'null', 'Ada', '2024-03-08T10:02:00+00:00', 'seen in clinic; it''s 1', '[]'),
    (3, 'd3', 'c1', 'liver_max_size_mm', 'correct', '33', 'Ada', '2024-03-08T10:03:00+00:00', 'measured again', '[]');
