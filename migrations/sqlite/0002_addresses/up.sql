-- Addresses of building groups, and requests that were placed by one.

-- In their normal form, over [valid_from, valid_to). No resident is known by them.
CREATE TABLE addresses (
    id BLOB PRIMARY KEY,
    building_group_id BLOB NOT NULL REFERENCES building_groups (id),
    text TEXT NOT NULL,
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER CHECK (valid_to > valid_from),
    revision INTEGER NOT NULL,
    CHECK ((lon_e7 IS NULL) = (lat_e7 IS NULL))
) STRICT;
CREATE INDEX addresses_by_group ON addresses (building_group_id, valid_from);
CREATE INDEX addresses_by_revision ON addresses (revision);

-- What decided the place, and the building group when that was an address.
ALTER TABLE requests ADD COLUMN place_building_group_id BLOB;
ALTER TABLE requests ADD COLUMN placed_by TEXT NOT NULL DEFAULT 'point' CHECK (placed_by IN ('address', 'point', 'grid'));
UPDATE requests SET placed_by = 'grid' WHERE lon_e7 IS NULL;

-- The address as the reporter wrote it.
ALTER TABLE request_details ADD COLUMN address BLOB;
