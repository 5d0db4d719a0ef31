ALTER TABLE addresses DROP COLUMN written;
