-- 派单规则: what differs from "the grid leader answers". A row is what a rule says over a period.
CREATE TABLE routing_rules (
    id UUID PRIMARY KEY,
    rule_id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    grid_id UUID NOT NULL REFERENCES grids (id),
    category TEXT,
    kind TEXT CHECK (kind IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    urgency TEXT CHECK (urgency IN ('normal', 'urgent', 'critical')),
    -- When in the day, and what the rule does.
    time JSONB,
    effect JSONB NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ CHECK (valid_to > valid_from),
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX routing_rules_by_revision ON routing_rules (revision);

-- Who has to do with a request beside its holder.
CREATE TABLE request_partakers (
    request_id UUID NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL CHECK (part IN ('co_handler', 'copy', 'first_handler')),
    partaker_kind TEXT NOT NULL CHECK (partaker_kind IN ('grid', 'building_group', 'organization', 'pioneer_post')),
    partaker_id UUID NOT NULL,
    PRIMARY KEY (request_id, part, partaker_id)
);
CREATE INDEX request_partakers_by_partaker ON request_partakers (partaker_id, request_id);

-- Duties on call.
ALTER TABLE duties DROP CONSTRAINT duties_capacity_check;
ALTER TABLE duties ADD CONSTRAINT duties_capacity_check CHECK (capacity IN ('leader', 'deputy', 'worker', 'on_call'));
