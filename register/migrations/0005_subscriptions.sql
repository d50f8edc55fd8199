-- Events pushed to consumers: to whom, signed with what, and what is not delivered yet.
CREATE TABLE subscriptions (
    id              text PRIMARY KEY,
    consumer        text NOT NULL,
    url             text NOT NULL,
    types           text[] NOT NULL DEFAULT '{}',
    visits          text[] NOT NULL DEFAULT '{}',
    programmes      text[] NOT NULL DEFAULT '{}',
    status          text NOT NULL DEFAULT 'active'
                    CHECK (status IN ('active', 'paused', 'gone', 'ended')),
    position        bigint NOT NULL CHECK (position >= 0),
    stint           bigint NOT NULL DEFAULT 0,
    last_answer     text,
    last_success_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN subscriptions.position IS
    'everything up to here was delivered, is in deliveries, or was not asked for';
COMMENT ON COLUMN subscriptions.stint IS
    'rises with each that hands over; an older one may write nothing more';
CREATE INDEX subscriptions_of_consumer ON subscriptions (consumer, id);

-- What deliveries are signed with. Not hashed: a shared secret must be had to sign.
CREATE TABLE subscription_secrets (
    subscription text NOT NULL REFERENCES subscriptions,
    kind         text NOT NULL CHECK (kind IN ('v1', 'v1a')),
    number       integer NOT NULL CHECK (number > 0),
    secret       text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    PRIMARY KEY (subscription, kind, number)
);
COMMENT ON COLUMN subscription_secrets.expires_at IS 'one that was replaced signs until then';

-- What is not delivered yet; a row goes when its event has arrived. In each visit's lane only the
-- first that is not dead is ever tried.
CREATE TABLE deliveries (
    subscription   text NOT NULL REFERENCES subscriptions,
    position       bigint NOT NULL REFERENCES events,
    visit_id       text NOT NULL,
    status         text NOT NULL DEFAULT 'waiting'
                   CHECK (status IN ('waiting', 'retrying', 'dead')),
    round          integer NOT NULL DEFAULT 1,
    attempts       integer NOT NULL DEFAULT 0,
    next_at        timestamptz,
    first_tried_at timestamptz,
    last_tried_at  timestamptz,
    last_answer    text,
    http_status    integer,
    PRIMARY KEY (subscription, position)
);
COMMENT ON COLUMN deliveries.round IS
    'rises when it is asked for again, so that an answer to the earlier round does not count';
COMMENT ON COLUMN deliveries.next_at IS 'not before; null is at once';
CREATE INDEX deliveries_by_lane ON deliveries (subscription, visit_id, position)
    WHERE status <> 'dead';
