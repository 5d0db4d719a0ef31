DROP INDEX second_identities_by_duty;
ALTER TABLE second_identities DROP COLUMN duty_id;
ALTER TABLE community_roles DROP COLUMN duty_capacity;
ALTER TABLE community_roles DROP COLUMN duty_unit_id;
ALTER TABLE community_roles DROP COLUMN duty_unit_kind;
