-- Since 0003 every event is published as it is recorded; those from before have been by now.
ALTER TABLE events
    ALTER COLUMN visit_id   SET NOT NULL,
    ALTER COLUMN cloudevent SET NOT NULL,
    ALTER COLUMN digest     SET NOT NULL;
