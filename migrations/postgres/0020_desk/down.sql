-- What is lost by going down:
-- - who had the desk and until when: its duties are gone, and whatever was ever held there stands as held by the leader
--   that the root has now;
-- - that something came from the desk: it stands as transferred;
-- - what handlers proposed to the desk and it has not decided;
-- - which member reported what: by going up again it is found as far as login or phone tell it;
-- - that a change set touched the desk, or that it took part in a request.
-- What going up took away does not come back: the minutes of clocks, and that a hidden reporter was kept out.

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

-- What the desk had lies with the leader of the root.
UPDATE requests SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'desk';
UPDATE requests SET held_by = 'transfer' WHERE held_by = 'desk';
UPDATE request_assignments SET
    unit_kind = 'grid',
    unit_id = (SELECT unit_id FROM root_leader),
    duty_id = (SELECT duty_id FROM root_leader),
    holder_id = (SELECT member_id FROM root_leader)
WHERE unit_kind = 'desk';
UPDATE request_assignments SET cause = 'transfer' WHERE cause = 'desk';
DROP TABLE root_leader;
DELETE FROM duties WHERE unit_kind = 'desk';
DELETE FROM reassignment_units WHERE unit_kind = 'desk';
DELETE FROM request_partakers WHERE partaker_kind = 'desk';

DROP INDEX open_requests_by_confidence;
DROP INDEX open_requests_by_holder;
CREATE INDEX open_requests_by_holder ON requests (holder_id, ended_at) WHERE ended_at IS NULL;
ALTER TABLE requests DROP COLUMN reporter_member_id;
ALTER TABLE requests DROP COLUMN proposed_at;

ALTER TABLE duties DROP CONSTRAINT duties_unit_kind_check;
ALTER TABLE duties ADD CONSTRAINT duties_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group'));
ALTER TABLE requests DROP CONSTRAINT requests_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group'));
ALTER TABLE requests DROP CONSTRAINT requests_held_by_check;
ALTER TABLE requests ADD CONSTRAINT requests_held_by_check CHECK (held_by IN ('routing', 'transfer', 'second_handling', 'duty_ended'));
ALTER TABLE request_assignments DROP CONSTRAINT request_assignments_unit_kind_check;
ALTER TABLE request_assignments ADD CONSTRAINT request_assignments_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group'));
ALTER TABLE reassignment_units DROP CONSTRAINT reassignment_units_unit_kind_check;
ALTER TABLE reassignment_units ADD CONSTRAINT reassignment_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group'));
ALTER TABLE request_partakers DROP CONSTRAINT request_partakers_partaker_kind_check;
ALTER TABLE request_partakers ADD CONSTRAINT request_partakers_partaker_kind_check CHECK (partaker_kind IN ('grid', 'building_group', 'organization', 'pioneer_post'));
