ALTER TABLE requests RENAME COLUMN placed_by TO placed_by_before;
ALTER TABLE requests ADD COLUMN placed_by TEXT NOT NULL DEFAULT 'point' CHECK (placed_by IN ('address', 'point', 'grid'));
UPDATE requests SET placed_by = CASE WHEN placed_by_before IN ('unplaced', 'dispatch') THEN 'grid' ELSE placed_by_before END;
ALTER TABLE requests DROP COLUMN placed_by_before;
