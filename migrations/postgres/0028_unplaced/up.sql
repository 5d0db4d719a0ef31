-- What cannot be placed lies with the desk, and belongs to the grid that accepts it.
ALTER TABLE requests DROP CONSTRAINT requests_placed_by_check;
ALTER TABLE requests ADD CONSTRAINT requests_placed_by_check CHECK (placed_by IN ('address', 'point', 'grid', 'unplaced', 'dispatch'));
