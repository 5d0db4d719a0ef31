-- A request that a person hands on stays with its holder until the unit that it is offered to accepts it. The member who
-- offered it may take that back.
ALTER TABLE requests ADD COLUMN offer_kind TEXT CHECK (offer_kind IN ('transfer', 'dispatch', 'escalation'));
ALTER TABLE requests ADD COLUMN offer_unit_kind TEXT CHECK (offer_unit_kind IN ('grid', 'building_group', 'desk'));
ALTER TABLE requests ADD COLUMN offer_unit_id UUID;
ALTER TABLE requests ADD COLUMN offer_by UUID;
ALTER TABLE requests ADD COLUMN offered_at TIMESTAMPTZ;
ALTER TABLE requests ADD COLUMN offer_due TIMESTAMPTZ;
CREATE INDEX offers_by_unit ON requests (offer_unit_id) WHERE offer_unit_id IS NOT NULL;
