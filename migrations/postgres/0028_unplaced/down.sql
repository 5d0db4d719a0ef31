UPDATE requests SET placed_by = 'grid' WHERE placed_by IN ('unplaced', 'dispatch');
ALTER TABLE requests DROP CONSTRAINT requests_placed_by_check;
ALTER TABLE requests ADD CONSTRAINT requests_placed_by_check CHECK (placed_by IN ('address', 'point', 'grid'));
