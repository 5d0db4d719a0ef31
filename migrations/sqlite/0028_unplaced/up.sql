-- What cannot be placed lies with the desk, and belongs to the grid that accepts it. SQLite changes no CHECK of a column that
-- is there: another column takes its place.
ALTER TABLE requests RENAME COLUMN placed_by TO placed_by_before;
ALTER TABLE requests ADD COLUMN placed_by TEXT NOT NULL DEFAULT 'point' CHECK (placed_by IN ('address', 'point', 'grid', 'unplaced', 'dispatch'));
UPDATE requests SET placed_by = placed_by_before;
ALTER TABLE requests DROP COLUMN placed_by_before;
