-- What is lost by going down:
-- - who had an office and until when: its duties are gone, and whatever it ever held stands as held by the leader that the
--   root has now; the unit that it was to go to stands as the root;
-- - what is offered to an office and not answered;
-- - that a change set touched an office, that it took part in a request or was kept from it, or that somebody read by it;
-- - what rules and the traces of routings say of offices.

-- The leader of the root who is in office now; when nobody is, the last one there was.
CREATE TEMPORARY TABLE root_leader AS
SELECT d.unit_id, d.id AS duty_id, d.member_id
FROM duties d JOIN grids g ON g.id = d.unit_id
WHERE g.parent_id IS NULL AND d.capacity = 'leader'
ORDER BY
    d.valid_from <= now() AND (d.valid_to IS NULL OR d.valid_to > now()) DESC,
    d.valid_from <= now() DESC,
    d.valid_from DESC
LIMIT 1;

UPDATE requests SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'office';
UPDATE requests SET
    offer_kind = NULL, offer_unit_kind = NULL, offer_unit_id = NULL, offer_by = NULL, offered_at = NULL, offer_due = NULL
WHERE offer_unit_kind = 'office';
UPDATE request_assignments SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'office';
UPDATE request_returns SET unit_kind = 'grid', unit_id = (SELECT unit_id FROM root_leader) WHERE unit_kind = 'office';
DROP TABLE root_leader;
DELETE FROM duties WHERE unit_kind = 'office';
DELETE FROM reassignment_units WHERE unit_kind = 'office';
DELETE FROM request_partakers WHERE partaker_kind = 'office';
DELETE FROM request_conflict_units WHERE unit_kind = 'office';
UPDATE access_records SET reader_unit_kind = NULL, reader_unit_id = NULL WHERE reader_unit_kind = 'office';

UPDATE routing_rules SET effect = effect - 'main_office';
UPDATE routing_rules SET effect = jsonb_set(effect, '{copies}', coalesce((
    SELECT jsonb_agg(copy) FROM jsonb_array_elements(effect -> 'copies') copy WHERE copy ->> 'kind' <> 'office'
), '[]'))
WHERE effect -> 'copies' @> '[{"kind": "office"}]';
UPDATE request_assignments SET trace = replace(replace(coalesce((
    SELECT jsonb_agg(step) FROM jsonb_array_elements(trace) step
    WHERE step ->> 'step' <> 'main_office'
    AND coalesce(step -> 'unit' ->> 'kind', '') <> 'office'
    AND coalesce(step -> 'with' ->> 'kind', '') <> 'office'
    AND coalesce(step ->> 'gone', '') <> 'main_office'
), '[]')::text, '"gives": ["main_office"]', '"gives": []'), ', "main_office"]', ']')::jsonb
WHERE trace::text LIKE '%office%';

ALTER TABLE duties DROP CONSTRAINT duties_unit_kind_check;
ALTER TABLE duties ADD CONSTRAINT duties_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE requests DROP CONSTRAINT requests_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE requests DROP CONSTRAINT requests_offer_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_offer_unit_kind_check CHECK (offer_unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE request_assignments DROP CONSTRAINT request_assignments_unit_kind_check;
ALTER TABLE request_assignments ADD CONSTRAINT request_assignments_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE reassignment_units DROP CONSTRAINT reassignment_units_unit_kind_check;
ALTER TABLE reassignment_units ADD CONSTRAINT reassignment_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE request_partakers DROP CONSTRAINT request_partakers_partaker_kind_check;
ALTER TABLE request_partakers ADD CONSTRAINT request_partakers_partaker_kind_check CHECK (partaker_kind IN ('grid', 'building_group', 'desk', 'organization', 'pioneer_post'));
ALTER TABLE request_conflict_units DROP CONSTRAINT request_conflict_units_unit_kind_check;
ALTER TABLE request_conflict_units ADD CONSTRAINT request_conflict_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group'));
ALTER TABLE request_returns DROP CONSTRAINT request_returns_unit_kind_check;
ALTER TABLE request_returns ADD CONSTRAINT request_returns_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE access_records DROP CONSTRAINT access_records_reader_unit_kind_check;
ALTER TABLE access_records ADD CONSTRAINT access_records_reader_unit_kind_check CHECK (reader_unit_kind IN ('grid', 'building_group'));
