-- What each audit of everything found, in numbers; what does not agree by name is in `mismatches`.
CREATE TABLE audits (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began_at     timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL DEFAULT now(),
    processes    integer NOT NULL CHECK (processes >= 0),
    wrong        integer NOT NULL CHECK (wrong >= 0),
    not_compared integer NOT NULL CHECK (not_compared >= 0),
    in_log       integer NOT NULL CHECK (in_log >= 0),
    from_outside integer NOT NULL CHECK (from_outside >= 0)
);
COMMENT ON COLUMN audits.in_log IS 'things that are wrong with the log of all streams';
COMMENT ON COLUMN audits.from_outside IS 'runs that nobody knows, and starts that were refused';
