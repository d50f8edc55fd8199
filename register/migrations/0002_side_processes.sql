-- Referrals and complaints: what outlives a visit, beside it. Their events are in the log.
--
-- A row is first a number that was given out, so that the same request again is the same process;
-- `state` is null until its first event is recorded.
CREATE TABLE side_processes (
    subject   text PRIMARY KEY,
    visit_id  text NOT NULL,
    kind      text NOT NULL,
    number    integer NOT NULL CHECK (number > 0),
    asked_as  text,
    is_over   boolean NOT NULL DEFAULT false,
    due       timestamptz,
    state     jsonb,
    UNIQUE (visit_id, kind, number),
    UNIQUE (visit_id, kind, asked_as)
);
COMMENT ON COLUMN side_processes.asked_as IS 'the id of the decision that raised it';
CREATE INDEX side_processes_open ON side_processes (is_over, due);
