-- What a key already did, as ids; never a rendered answer. Who used it, for what and with which body is kept as keyed
-- hashes alone, which SQL cannot make: what was done in the 72 hours before is forgotten.
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    lookup BLOB PRIMARY KEY,
    body_lookup BLOB NOT NULL,
    result TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
