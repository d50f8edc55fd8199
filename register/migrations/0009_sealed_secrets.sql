-- Secrets of subscriptions are sealed with a key that is not in the database; those that are here
-- in clear are sealed just after this script, and their column goes (register/subscriptions).
ALTER TABLE subscription_secrets
    ADD COLUMN key_id text,
    ADD COLUMN sealed bytea;
COMMENT ON COLUMN subscription_secrets.key_id IS 'of the key that opens it; not the key';
COMMENT ON COLUMN subscription_secrets.sealed IS 'AES-256-GCM: nonce, then content';
