-- What a key already did, as ids; never a rendered answer. Who used it, for what and with which body is kept as keyed
-- hashes alone, which SQL cannot make: what was done in the 72 hours before is forgotten.
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    lookup BYTEA PRIMARY KEY,
    body_lookup BYTEA NOT NULL,
    result JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
