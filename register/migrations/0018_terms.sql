-- School terms as local areas have told them, half-terms apart. An area without any is taken to keep
-- the default calendar, which is worked out and not kept here.
CREATE TABLE terms (
    area       text NOT NULL,
    name       text NOT NULL,
    first      date NOT NULL,
    last       date NOT NULL CHECK (last >= first),
    PRIMARY KEY (area, first)
);
