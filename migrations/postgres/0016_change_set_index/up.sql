-- What a change set handed over is read by it; most requests were never handed over.
CREATE INDEX request_assignments_by_change_set ON request_assignments (change_set_id) WHERE change_set_id IS NOT NULL;
