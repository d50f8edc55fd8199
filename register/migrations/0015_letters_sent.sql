-- When a letter left: a person's word of what became of it, later, does not change that.
ALTER TABLE letters ADD COLUMN sent_at timestamptz;
COMMENT ON COLUMN letters.sent_at IS 'when its channel took it, or may have; null: it did not leave';
UPDATE letters SET sent_at = settled_at WHERE status IN ('sent', 'delivered', 'uncertain');
CREATE INDEX letters_sent ON letters (sent_at);
