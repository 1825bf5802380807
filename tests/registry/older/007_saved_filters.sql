INSERT INTO saved_filters (login, name, conditions_json, saved_at) VALUES
    ('ada', 'few lesions', '[]', '2024-03-10 10:00:00');
