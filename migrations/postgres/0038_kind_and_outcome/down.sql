ALTER TABLE requests DROP COLUMN outcome;
ALTER TABLE requests DROP COLUMN kind_by;
