-- What is started in Temporal is announced here first: a start that nobody announced is refused by
-- the worker, whoever made it, and leaves the id to those who may open the visit.
CREATE TABLE announcements (
    workflow_id  text NOT NULL,
    digest       text NOT NULL,
    update_id    text,
    announced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow_id, digest)
);
COMMENT ON COLUMN announcements.digest IS
    'SHA-256 of the workflow''s input as canonical JSON: what starts is what was announced';
