-- The runs in which a subscription's events are handed over are called what they are.
ALTER TABLE subscriptions RENAME COLUMN stint TO delivery_run;
