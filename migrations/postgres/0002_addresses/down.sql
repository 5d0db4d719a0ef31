ALTER TABLE request_details DROP COLUMN address;
ALTER TABLE requests DROP COLUMN placed_by;
ALTER TABLE requests DROP COLUMN place_building_group_id;
DROP TABLE addresses;
