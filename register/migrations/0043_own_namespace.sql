-- The namespace of Temporal in which what the register records runs: one row, once a worker has
-- served there. By its name: whoever makes a lost namespace anew goes on in it.
CREATE TABLE own_namespace (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    name     text NOT NULL CHECK (name <> ''),
    since    timestamptz NOT NULL DEFAULT now()
);
