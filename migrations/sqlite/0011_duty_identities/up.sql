-- Roles that bring a duty, and the duty that a second identity carries.

ALTER TABLE community_roles ADD COLUMN duty_unit_kind TEXT CHECK (duty_unit_kind IN ('grid', 'building_group'));
ALTER TABLE community_roles ADD COLUMN duty_unit_id BLOB;
ALTER TABLE community_roles ADD COLUMN duty_capacity TEXT CHECK (duty_capacity IN ('deputy', 'worker'));
ALTER TABLE second_identities ADD COLUMN duty_id BLOB REFERENCES duties (id);
CREATE INDEX second_identities_by_duty ON second_identities (duty_id);
