INSERT INTO blind_draws (sequence, draw_id, first, second, percent, seed, drawn_by, drawn_at) VALUES
    (1, 'w1', 'ada', 'ben', 10.0, '1', 'Cleo', '2024-03-09T10:00:00+00:00');

INSERT INTO blind_cases (case_id, draw_id) VALUES
    ('c2', 'w1');

INSERT INTO blind_entries (sequence, entry_id, case_id, element, person, value_json, evidence_json, remark, entered_at, software, lexicon, rules) VALUES
    (1, 'n1', 'c2', 'ecog', 'ada', '1', '[]', '', '2024-03-09T11:00:00+00:00', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'),
    (2, 'n2', 'c2', 'ecog', 'ben', '2', '[]', '', '2024-03-09T12:00:00+00:00', '0.1.0', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb');

INSERT INTO adjudications (sequence, adjudication_id, case_id, element, value_json, reason, adjudicator, settled_at, decision_id) VALUES
    (1, 'a1', 'c2', 'ecog', '2', 'read twice', 'Cleo', '2024-03-10T10:00:00+00:00', 'd9');
