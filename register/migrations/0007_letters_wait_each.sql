-- Each letter waits for itself: one recipient's full mailbox holds up nobody else's letter.
ALTER TABLE letters
    ADD COLUMN deferrals       integer NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at timestamptz,
    ADD COLUMN late_since      timestamptz;
COMMENT ON COLUMN letters.deferrals IS 'how often the recipient''s side said: not now';
COMMENT ON COLUMN letters.next_attempt_at IS
    'not before, by the visit''s clock; null is as soon as the channel takes letters';
COMMENT ON COLUMN letters.late_since IS 'when it was found unsent beyond the hours of the policy';
COMMENT ON COLUMN letters.message IS 'as it was last tried, from just before the attempt';
