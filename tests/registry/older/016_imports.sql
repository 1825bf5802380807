INSERT INTO import_events (sequence, import_id, run_id, event, detail_json, login, name, role, happened_at, hash) VALUES
    (1, 'i1', 'run1', 'begun', '{"files": ["notes.jsonl"]}', 'ada', 'Ada', 'admin', '2024-03-05T09:00:00+00:00', '61b0ea5c15339428668aeb35ed049a1f9695501fc943fee997c7ca0ed8aa36c9'),
    (2, 'i2', 'run1', 'finished', '{"read": 2}', 'ada', 'Ada', 'admin', '2024-03-05T09:00:07+00:00', '9a9759afba532c3d4c6e1a1e230c87429f7cdeb8e9dfb7a2f76d20403c3e8054');

UPDATE import_head SET length = 2, hash = '9a9759afba532c3d4c6e1a1e230c87429f7cdeb8e9dfb7a2f76d20403c3e8054';

INSERT INTO column_profiles (name, profile_json, saved_by, saved_at) VALUES
    ('ours', '{"title": "ours", "text": "note text"}', 'Ada', '2024-03-05 08:00:00');
