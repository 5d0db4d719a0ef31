DROP INDEX open_requests_by_holder;
CREATE INDEX open_requests_by_holder ON requests (holder_id) WHERE ended_at IS NULL;
