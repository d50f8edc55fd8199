-- The read model of programmes: written with their events.
CREATE TABLE programmes (
    programme  text PRIMARY KEY,
    stage      text NOT NULL,
    sequence   integer NOT NULL,
    opened_at  timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    state      jsonb NOT NULL
);
