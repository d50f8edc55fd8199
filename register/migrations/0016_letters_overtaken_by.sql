-- A letter that another made needless goes after all where that other one was a mistake.
ALTER TABLE letters ADD COLUMN superseded_by text;
COMMENT ON COLUMN letters.superseded_by IS
    'the letter that made this one needless, where a letter did';
