-- What was answered to the questions of the category, sealed like the description; none when nothing was.
ALTER TABLE request_details ADD COLUMN answers BLOB;
