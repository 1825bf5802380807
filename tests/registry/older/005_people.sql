INSERT INTO exports (sequence, export_id, kind, detail_json, row_count, sha256, login, name, role, exported_at, hash) VALUES
    (1, 'e1', 'cohort table', '{"columns": ["case"]}', 1, 'abababababababababababababababababababababababababababababababab', 'ada', 'Ada', 'admin', '2024-03-08T11:00:00+00:00', 'a87293d92598002ffeb43c677085d045f166db74756301a0f2aea99d9e4cbcf5'),
    (2, 'e2', 'gold jsonl', '{}', 2, 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', 'ada', 'Ada', 'admin', '2024-03-08T12:00:00+00:00', '27cc219f7e9ad402a47e302aab2386f17403ac6bfdde1a3e2ca2c66a2e7a716c');

UPDATE export_head SET length = 2, hash = '27cc219f7e9ad402a47e302aab2386f17403ac6bfdde1a3e2ca2c66a2e7a716c';

INSERT INTO time_log (entry_id, case_id, element, login, name, seconds, logged_at) VALUES
    ('t1', 'c1', '', 'ada', 'Ada', 15.5, '2024-03-08T10:00:00+00:00'),
    ('d1', 'c1', 'ecog', 'ada', 'Ada', 4.2, '2024-03-08T10:01:00+00:00');
