-- A letter whose programme has a wording of its own that could not be used went in the standard one.
ALTER TABLE letters ADD COLUMN in_standard_words boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN letters.in_standard_words
    IS 'whether it has the standard wording although its order names another';
