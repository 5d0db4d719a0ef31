DROP INDEX offers_by_unit;
ALTER TABLE requests DROP COLUMN offer_due;
ALTER TABLE requests DROP COLUMN offered_at;
ALTER TABLE requests DROP COLUMN offer_by;
ALTER TABLE requests DROP COLUMN offer_unit_id;
ALTER TABLE requests DROP COLUMN offer_unit_kind;
ALTER TABLE requests DROP COLUMN offer_kind;
