ALTER TABLE request_details DROP COLUMN answers;
