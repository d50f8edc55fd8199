-- What was published rounded is held against later reports as it was counted.
ALTER TABLE publications ADD COLUMN exact text NOT NULL DEFAULT '[]';
COMMENT ON COLUMN publications.exact IS 'the counts that were shown, before they were rounded';
