-- Departments and station offices (科室、站所) are units: they have duties, hold requests and are offered them.
ALTER TABLE duties DROP CONSTRAINT duties_unit_kind_check;
ALTER TABLE duties ADD CONSTRAINT duties_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE requests DROP CONSTRAINT requests_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE requests DROP CONSTRAINT requests_offer_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_offer_unit_kind_check CHECK (offer_unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE request_assignments DROP CONSTRAINT request_assignments_unit_kind_check;
ALTER TABLE request_assignments ADD CONSTRAINT request_assignments_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE reassignment_units DROP CONSTRAINT reassignment_units_unit_kind_check;
ALTER TABLE reassignment_units ADD CONSTRAINT reassignment_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE request_partakers DROP CONSTRAINT request_partakers_partaker_kind_check;
ALTER TABLE request_partakers ADD CONSTRAINT request_partakers_partaker_kind_check CHECK (partaker_kind IN ('grid', 'building_group', 'desk', 'office', 'organization', 'pioneer_post'));
ALTER TABLE request_conflict_units DROP CONSTRAINT request_conflict_units_unit_kind_check;
ALTER TABLE request_conflict_units ADD CONSTRAINT request_conflict_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'office'));
ALTER TABLE request_returns DROP CONSTRAINT request_returns_unit_kind_check;
ALTER TABLE request_returns ADD CONSTRAINT request_returns_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk', 'office'));
ALTER TABLE access_records DROP CONSTRAINT access_records_reader_unit_kind_check;
ALTER TABLE access_records ADD CONSTRAINT access_records_reader_unit_kind_check CHECK (reader_unit_kind IN ('grid', 'building_group', 'office'));
