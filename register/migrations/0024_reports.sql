-- The read model of national reports: written with their events.
CREATE TABLE reports (
    report     text PRIMARY KEY,
    programme  text NOT NULL,
    stage      text NOT NULL,
    sequence   integer NOT NULL,
    opened_at  timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    state      jsonb NOT NULL
);

-- What was published, or is just being published: known for ever to whatever follows.
CREATE TABLE publications (
    report  text PRIMARY KEY REFERENCES reports,
    digest  text NOT NULL,
    visits  text[] NOT NULL,
    content text NOT NULL,
    made_at timestamptz NOT NULL
);

-- The files behind it, as they came out.
CREATE TABLE publication_files (
    report text NOT NULL REFERENCES publications,
    name   text NOT NULL,
    sha256 text NOT NULL,
    body   bytea NOT NULL,
    PRIMARY KEY (report, name)
);
