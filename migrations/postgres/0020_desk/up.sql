-- 受理席: the desk of the root takes in what is confidential. It is a unit with duties, and holds requests.
ALTER TABLE duties DROP CONSTRAINT duties_unit_kind_check;
ALTER TABLE duties ADD CONSTRAINT duties_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE requests DROP CONSTRAINT requests_unit_kind_check;
ALTER TABLE requests ADD CONSTRAINT requests_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE requests DROP CONSTRAINT requests_held_by_check;
ALTER TABLE requests ADD CONSTRAINT requests_held_by_check CHECK (held_by IN ('routing', 'transfer', 'second_handling', 'duty_ended', 'desk'));
ALTER TABLE request_assignments DROP CONSTRAINT request_assignments_unit_kind_check;
ALTER TABLE request_assignments ADD CONSTRAINT request_assignments_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE reassignment_units DROP CONSTRAINT reassignment_units_unit_kind_check;
ALTER TABLE reassignment_units ADD CONSTRAINT reassignment_units_unit_kind_check CHECK (unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE request_partakers DROP CONSTRAINT request_partakers_partaker_kind_check;
ALTER TABLE request_partakers ADD CONSTRAINT request_partakers_partaker_kind_check CHECK (partaker_kind IN ('grid', 'building_group', 'desk', 'organization', 'pioneer_post'));

-- The member who reported it for themselves, by whichever login.
ALTER TABLE requests ADD COLUMN reporter_member_id UUID REFERENCES members (id);
-- When a handler last proposed to the desk that another unit should have it; none once the desk decided.
ALTER TABLE requests ADD COLUMN proposed_at TIMESTAMPTZ;
-- How many open requests everybody holds, with and without confidential ones, is counted in the index alone.
DROP INDEX open_requests_by_holder;
CREATE INDEX open_requests_by_holder ON requests (holder_id, confidential, ended_at) WHERE ended_at IS NULL;
CREATE INDEX open_requests_by_confidence ON requests (confidential, received_at, id) WHERE ended_at IS NULL;

-- Who reported what, as far as their login or their phone tells.
UPDATE requests SET reporter_member_id = (
    SELECT COALESCE(a.member_id, (
        SELECT m.member_id FROM member_identities m
        JOIN account_identities i ON i.phone_lookup = m.phone_lookup
        WHERE i.account_id = a.id ORDER BY m.member_id LIMIT 1
    ))
    FROM accounts a WHERE a.id = requests.reporter_account_id
)
WHERE reporter_account_id IS NOT NULL;

-- Who reports in confidence is no conflict of routing: nobody but the desk may find out by whom it went past. The units
-- that were skipped for them stay skipped (request_conflict_units): nothing says for whom one was, it may have been the
-- subject; and a chain that saw a request all of a sudden would know that one of its people had sent it.
DELETE FROM request_conflicts WHERE EXISTS (
    SELECT 1 FROM requests r
    WHERE r.id = request_conflicts.request_id AND r.confidential AND r.reporter_member_id = request_conflicts.member_id
);

-- Of what is confidential no clock tells the minute: whole hours, and ten minutes of what is critical.
UPDATE requests SET
    accept_due = date_bin((CASE urgency WHEN 'critical' THEN INTERVAL '10 minutes' ELSE INTERVAL '1 hour' END), accept_due, TIMESTAMPTZ '1970-01-01 00:00:00Z'),
    contact_due = date_bin((CASE urgency WHEN 'critical' THEN INTERVAL '10 minutes' ELSE INTERVAL '1 hour' END), contact_due, TIMESTAMPTZ '1970-01-01 00:00:00Z'),
    resolve_due = date_bin((CASE urgency WHEN 'critical' THEN INTERVAL '10 minutes' ELSE INTERVAL '1 hour' END), resolve_due, TIMESTAMPTZ '1970-01-01 00:00:00Z'),
    second_due = date_bin((CASE urgency WHEN 'critical' THEN INTERVAL '10 minutes' ELSE INTERVAL '1 hour' END), second_due, TIMESTAMPTZ '1970-01-01 00:00:00Z'),
    next_due = date_bin((CASE urgency WHEN 'critical' THEN INTERVAL '10 minutes' ELSE INTERVAL '1 hour' END), next_due, TIMESTAMPTZ '1970-01-01 00:00:00Z')
WHERE confidential;
