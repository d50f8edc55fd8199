-- Who made a subscription, and whether its address has shown that it wants events.
ALTER TABLE subscriptions
    ADD COLUMN self_service boolean NOT NULL DEFAULT false,
    ADD COLUMN proven_url   text;
COMMENT ON COLUMN subscriptions.self_service IS
    'made by its consumer with a token, so that it needs one to go on; else by command';
COMMENT ON COLUMN subscriptions.proven_url IS
    'the address that answered the challenge; nothing is posted to any other';
-- An address that has taken deliveries has shown that it wants them.
UPDATE subscriptions SET proven_url = url WHERE last_success_at IS NOT NULL;

-- How often a consumer has read notes lately is asked before each reading.
CREATE INDEX note_readings ON events ((payload ->> 'actor'), occurred_at)
    WHERE type = 'note.read.v1';

CREATE INDEX tokens_of_consumer ON tokens (consumer);
