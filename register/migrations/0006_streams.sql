-- The runs in which a subscription's events are handed over are called what they are.
ALTER TABLE subscriptions RENAME COLUMN stint TO delivery_run;

-- An event belongs to a subject and a partition, its lane of order: the visit for visits and what
-- belongs to them. Other kinds of stream have other partitions.
ALTER TABLE events RENAME COLUMN visit_id TO partition_key;
ALTER INDEX events_about_visit RENAME TO events_of_partition;
COMMENT ON COLUMN events.partition_key IS 'the lane of order; the visit, also of what is beside one';
COMMENT ON COLUMN events.position IS 'contiguous and in commit order, over all streams';
COMMENT ON COLUMN events.sequence IS 'contiguous within one stream';
ALTER TABLE deliveries RENAME COLUMN visit_id TO partition_key;
