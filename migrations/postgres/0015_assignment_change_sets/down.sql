ALTER TABLE request_assignments DROP COLUMN change_set_id;
