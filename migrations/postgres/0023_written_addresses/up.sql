-- The address as it was registered, for people; `text` is its normal form, for matching. None for one from before, which is
-- shown in its normal form until it is imported again.
ALTER TABLE addresses ADD COLUMN written TEXT;
