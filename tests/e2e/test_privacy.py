"""Markers stand in every name, address and text of a visit, and are found only where they may be.

Among them are a recipient whom the mail server refuses in its own words, and a row that breaks a
constraint: both bring personal text into an exception inside an activity.
"""

import asyncio
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from activities.channels import SmtpChannel
from register import letters
from register.cloudevents import to_cloudevent
from register.connection import Pool
from schemas.forms import ContactsForm
from schemas.scenario import Scenario, Step
from schemas.values import LetterStatus
from tests.engine import Engine
from worker.logs import set_up_logs
from worker.settings import LogFormat

MARKER = re.compile(rb"marker\d+x", re.IGNORECASE)
TEXTS = {"name", "organisation", "text", "title", "place", "fallback", "heading", "reason"}

BREAKING_ROW = """
    CREATE SEQUENCE attempts;
    CREATE TABLE taken (address text UNIQUE);
    INSERT INTO taken VALUES ('marker900x@example.org');
    CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('attempts') <= 2 THEN
            INSERT INTO taken VALUES ('marker900x@example.org');
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER breaking BEFORE UPDATE ON letters FOR EACH ROW EXECUTE FUNCTION break();
"""


class Refusing:
    """A mail server's manners: it refuses the forum, quoting the address and its own words."""

    def __init__(self) -> None:
        self.refused: str | None = None
        self.taken: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the server's own names and arguments
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        del server, session, rcpt_options
        if address == self.refused:
            return f"550 5.1.1 <{address}> MARKER901X is not known to us, said MARKER902X"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
async def mail() -> AsyncIterator[tuple[Refusing, SmtpChannel]]:
    manners = Refusing()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(manners, loop=loop), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield manners, SmtpChannel("127.0.0.1", port, starttls=False)


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All logs at their most talkative, ours and the libraries'."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs(LogFormat.JSON, stream=stream, level=logging.DEBUG)
    try:
        yield stream
    finally:
        root.handlers[:] = before
        root.setLevel(level)


def marked(scenario: Scenario) -> Scenario:
    """A scenario with a marker in place of every name, address and text."""
    numbers = count(1)

    def mark(key: str, value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
        match value:
            case dict() if key == "links":
                return {name: f"https://marker{next(numbers)}x.example/s" for name in value}
            case dict():
                return {name: mark(name, inner) for name, inner in value.items()}
            case list() | tuple():
                return [mark(key, inner) for inner in value]
            case str() if key == "email":
                return f"marker{next(numbers)}x@example.org"
            case str() if key in TEXTS or key == "paragraphs":
                return f"Marker{next(numbers)}x"
            case _:
                return value

    assert scenario.contacts is not None
    contacts = mark("", scenario.contacts.model_dump(mode="json"))
    steps = tuple(
        Step.model_validate(
            {**step.model_dump(by_alias=True), "with": mark("", {"reason": "r", **step.form})}
        )
        for step in scenario.steps
    )
    return scenario.model_copy(
        update={"contacts": ContactsForm.model_validate(contacts), "steps": steps}
    )


async def test_no_marker_leaves_the_register_but_in_letters(
    engine: Engine, pool: Pool, mail: tuple[Refusing, SmtpChannel]
) -> None:
    manners, channel = mail
    scenario = marked(engine.scenario())
    assert scenario.contacts is not None
    manners.refused = next(p.email for p in scenario.contacts.people if p.ref == "forum")
    await pool.execute(BREAKING_ROW)

    with everything_logged() as logs:
        async with engine.working(channel) as (client, _):
            state = await engine.player(client, scenario).play()
            handle = client.get_workflow_handle(state.visit_id)
            history = await handle.fetch_history()
            described = await handle.describe()
            metadata = await handle.query("__temporal_workflow_metadata")

    raw_history = b"".join(event.SerializeToString() for event in history.events)
    events = await engine.events()
    rows = await pool.fetch("SELECT * FROM visits")
    places = {
        "the history": raw_history,
        "the exported history": history.to_json().encode(),
        "the description with its search attributes": (
            described.raw_description.SerializeToString()
        ),
        "the details": repr(metadata).encode(),
        "the events": json.dumps([to_cloudevent(entry) for entry in events]).encode(),
        "the read model": repr([dict(row) for row in rows]).encode(),
        "the logs": logs.getvalue().encode(),
    }
    found = {place: MARKER.findall(content) for place, content in places.items()}
    assert found == {place: [] for place in places}

    # What was planted did happen, and reached those it was meant for.
    assert b"UniqueViolationError (23505)" in raw_history
    assert "smtp-550" in logs.getvalue()
    async with pool.acquire() as connection:
        kept = await letters.of_visit(connection, state.visit_id)
    refused = [row for row in kept if row.status is LetterStatus.REFUSED]
    assert {row.order.recipient for row in refused} == {"forum"}
    assert len(MARKER.findall(b"".join(manners.taken))) > len(manners.taken)
