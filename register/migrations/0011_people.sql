-- Who a reference stands for, address by address: `number` is the first copy of letters that goes to
-- it. What went to an earlier address stays written to that.
ALTER TABLE people DROP CONSTRAINT people_pkey;
ALTER TABLE people ADD COLUMN number integer NOT NULL DEFAULT 1 CHECK (number > 0);
ALTER TABLE people ADD PRIMARY KEY (visit_id, role, ref, number);

-- Where inspectors are, day by day. Two visits that are decided in the same moment can both have
-- one: that is told, and not hidden by a key that only the first fits.
CREATE TABLE bookings (
    email    text NOT NULL,
    day      date NOT NULL,
    visit_id text NOT NULL,
    ref      text NOT NULL,
    PRIMARY KEY (email, day, visit_id)
);
CREATE INDEX bookings_of_visit ON bookings (visit_id);
COMMENT ON COLUMN bookings.email IS 'in lower case: who it is, over all visits';

-- A letter that repeats another, or stands in for one that was corrected or lost.
ALTER TABLE letters DROP CONSTRAINT letters_visit_id_kind_round_recipient_key;
ALTER TABLE letters ADD COLUMN copy_number integer NOT NULL DEFAULT 1 CHECK (copy_number > 0);
ALTER TABLE letters ADD UNIQUE (visit_id, kind, round, recipient, copy_number);
