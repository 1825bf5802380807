INSERT INTO imported_abstractions (import_id, case_id, note_id, version, sha256, fields_json, evidence_json, imported_by, imported_at, run_id) VALUES
    (1, 'c1', 'ct', 1, 'fdc599f13a1851b70aa01749a7716043ef797fb164fc2585a9788bd8a0be6fc8', '{"liver_max_size_mm": 31}', '{}', 'Ada', '2024-03-10 11:00:00', 'run1');
