-- How many open requests everybody holds is counted in the index alone.
DROP INDEX open_requests_by_holder;
CREATE INDEX open_requests_by_holder ON requests (holder_id, ended_at) WHERE ended_at IS NULL;
