-- A digest that leaves the register is made with a key of its own, drawn at random: whoever guesses
-- the words cannot tell from it that they guessed right, and equal words have unequal digests.
ALTER TABLE content ADD COLUMN key bytea CHECK (octet_length(key) = 32);
COMMENT ON COLUMN content.key IS
    'of HMAC-SHA-256; goes with the row. Null: kept by an earlier release, under plain SHA-256';
COMMENT ON COLUMN content.digest IS 'HMAC-SHA-256 of body as canonical JSON (RFC 8785)';

ALTER TABLE documents ADD COLUMN key bytea CHECK (octet_length(key) = 32);
COMMENT ON COLUMN documents.key IS
    'of the HMAC-SHA-256 that is published of body; goes with the row. Null: SHA-256 is';
