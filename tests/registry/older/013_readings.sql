INSERT INTO promotions (sequence, promotion_id, withdraws, software, lexicon, login, name, role, reason, promoted_at, hash) VALUES
    (1, 'p1', 0, '0.1.0', 'aaaaaaaaaaaa', 'ada', 'Ada', 'admin', 'knows more words', '2024-03-11T10:00:00+00:00', 'bab52fe4f2a7c1c055b2104e2973f7627cd1ee7bfbb73debb19114bc622e5810'),
    (2, 'p2', 1, '0.1.0', 'aaaaaaaaaaaa', 'ada', 'Ada', 'admin', 'breaks others', '2024-03-11T11:00:00+00:00', 'e5404bbd43c900a4b374d6a1db3ef138402ce13bd59714fca2458865579082af');

UPDATE promotion_head SET length = 2, hash = 'e5404bbd43c900a4b374d6a1db3ef138402ce13bd59714fca2458865579082af';

INSERT INTO rereads (run_id, login, name) VALUES
    ('run9', 'ada', 'Ada');
