INSERT INTO conversations (sequence, case_id, asked_by, name, asked_at, question, answer_json) VALUES
    (1, 'c1', 'ada', 'Ada', '2024-03-10T12:00:00+00:00', 'why M1a?', '{}');
