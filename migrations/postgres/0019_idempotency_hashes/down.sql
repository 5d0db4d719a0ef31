DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    result JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
