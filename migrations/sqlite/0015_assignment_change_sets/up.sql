-- The set of operations that gave a request to its holder, when one did: the aggregate of its events.
ALTER TABLE request_assignments ADD COLUMN change_set_id BLOB;
