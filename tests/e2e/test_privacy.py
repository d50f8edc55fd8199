"""Markers stand in every name, address and text of a visit, and are found only where they may be.

Ids that have one, as people might make them up, are refused, and are found nowhere.

Among them are a recipient whom the mail server refuses in its own words, and a row that breaks a
constraint: both bring personal text into an exception inside an activity.
"""

import asyncio
import base64
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pypdf import PdfReader
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

from activities.channels import SmtpChannel
from desk.answers import Opening
from feed.server import serving_feed
from register import letters, publication, tokens
from register.connection import Pool
from release.rehearsal.player import Player
from rules.refusals import RefusalCode, Refused
from schemas.access import Scope
from schemas.forms.letters import ContactsForm
from schemas.ids import VisitId
from schemas.scenario import Scenario, Step
from schemas.values import Department, LetterStatus
from tests.engine import Engine
from tests.feed.doors import every_answer
from tests.mail import smtp_to
from tests.process_logs import set_up_for_tests
from tests.support.guessing import confirmed, digests_in, guesses_of
from tests.support.otlp import collecting, traced_to
from worker.logs import set_up_logs
from worker.settings import LogFormat

MARKER = re.compile(rb"marker\d+x", re.IGNORECASE)
TEXTS = {"name", "organisation", "text", "title", "place", "fallback", "heading", "reason"}

BREAKING_ROWS = """
    CREATE SEQUENCE attempts_visits;
    CREATE SEQUENCE attempts_letters;
    CREATE TABLE taken (address text UNIQUE);
    INSERT INTO taken VALUES ('marker900x@example.org');
    CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('attempts_' || TG_TABLE_NAME) <= 2 THEN
            INSERT INTO taken VALUES ('marker900x@example.org');
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER breaking BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION break();
    CREATE TRIGGER breaking BEFORE UPDATE ON letters FOR EACH ROW EXECUTE FUNCTION break();
"""
"""A visit's first two records, and the first two marks on its letters, break a constraint, whose
detail quotes an address."""


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
        yield manners, smtp_to(port)


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All logs at their most talkative, ours and the libraries', in one stream."""
    temporal = logging.getLogger("temporalio")
    stream = io.StringIO()
    # As it would write without our manners: arguments, exceptions and all.
    plain = logging.StreamHandler(stream)
    set_up_logs(LogFormat.JSON, stream=stream, level=logging.DEBUG)
    temporal.addHandler(plain)
    temporal.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        temporal.removeHandler(plain)
        set_up_for_tests()


@asynccontextmanager
async def watched(client: Client, visit: VisitId) -> AsyncIterator[set[bytes]]:
    """What an operator sees of a visit's activities while they are retried."""
    seen: set[bytes] = set()

    async def look() -> None:
        while True:
            with suppress(RPCError):  # before the visit is opened
                description = await client.get_workflow_handle(visit).describe()
                pending = description.raw_description.pending_activities
                seen.update(activity.SerializeToString() for activity in pending)
            await asyncio.sleep(0.01)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


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


def named(scenario: Scenario) -> Scenario:
    """Before each step the same one by somebody whose id is a name that the visit knows."""
    assert scenario.contacts is not None
    name = scenario.contacts.people[0].name.lower()
    steps = (
        (step.model_copy(update={"by": name, "refused": RefusalCode.ID}), step)
        for step in scenario.steps
    )
    return scenario.model_copy(update={"steps": tuple(step for both in steps for step in both)})


async def refuse_named(player: Player, scenario: Scenario, day_one: date) -> None:
    """Openings of which an id, or a contact's reference, is somebody's name, and nothing comes."""
    contacts = scenario.contacts
    assert contacts is not None
    first, *others = contacts.people
    name = first.name.lower()
    by_name = contacts.model_copy(
        update={"people": (first.model_copy(update={"ref": f"{name}-2"}), *others)}
    )
    opening = Opening(scenario.area, day_one, scenario.programme, "coordinator")
    for told, form, update_id in (
        (replace(opening, programme=f"{name}-{scenario.programme}"), contacts, "open"),
        (replace(opening, actor=name), contacts, "open"),
        (opening, contacts, f"open-{name}"),
        (opening, by_name, "open"),
    ):
        with pytest.raises(Refused) as refused:
            await player.desk.open(told, form, update_id)
        assert refused.value.code is RefusalCode.ID
        assert not MARKER.search(refused.value.sentence.encode())


async def test_no_marker_leaves_the_register_but_in_letters(
    engine: Engine,
    pool: Pool,
    mail: tuple[Refusing, SmtpChannel],
    capfd: pytest.CaptureFixture[str],
) -> None:
    manners, channel = mail
    planned = marked(engine.scenario())
    scenario = named(planned)
    assert scenario.contacts is not None
    manners.refused = next(p.email for p in scenario.contacts.people if p.ref == "forum")
    await pool.execute(BREAKING_ROWS)
    visit = engine.visit(scenario)

    with everything_logged() as logs, collecting() as collector, traced_to(collector.address):
        async with (
            engine.working(channel) as (client, _),
            watched(client, visit) as pending,
        ):
            player = engine.player(client, scenario)
            await refuse_named(player, scenario, engine.days(scenario).one)
            await player.play()
            handle = client.get_workflow_handle(visit)
            history = await handle.fetch_history()
            described = await handle.describe()
            metadata = await handle.query("__temporal_workflow_metadata")
        answers, note = await _fed(pool, visit)

    raw_history = b"".join(event.SerializeToString() for event in history.events)
    under_way = b"".join(pending)
    async with pool.acquire() as connection:
        events = await publication.of_visit(connection)
    printed = capfd.readouterr()
    places = {
        "the history": raw_history,
        "the exported history": history.to_json().encode(),
        "what its payloads hold": b"".join(_decoded(history)),
        "the activities under way": under_way,
        "the description with its search attributes": (
            described.raw_description.SerializeToString()
        ),
        "the details": repr(metadata).encode(),
        "the events": json.dumps([entry.cloudevent for entry in events]).encode(),
        "the log of events": repr(await pool.fetch("SELECT * FROM events")).encode(),
        "the read model": repr(await pool.fetch("SELECT * FROM visits")).encode(),
        "the spans": b"".join(collector.bodies),
        "the logs": logs.getvalue().encode(),
        **{f"the feed's {door}": answer for door, answer in answers.items()},
        "what was printed": f"{printed.out}{printed.err}".encode(),
    }
    found = {place: MARKER.findall(content) for place, content in places.items()}
    assert found == {place: [] for place in places}
    assert [place for place in places if not places[place]] in ([], ["what was printed"])

    # Nor does any digest there confirm a guess of the words, with all of them to guess from.
    kept = await pool.fetch("SELECT kind, body::text FROM content")
    guesses = [guess for row in kept for guess in guesses_of(row["kind"], row["body"])]
    digests = digests_in(b"".join(places.values()).decode(errors="replace"))
    assert len(digests) > len(kept) / 2
    assert confirmed(digests, [*guesses, note], [visit, scenario.programme]) == []

    # What was planted did happen, as a class and a code where operators look.
    assert {"UniqueViolationError", "Refused"} <= {
        span.told.get("error.type") for span in collector.spans
    }
    codes = {f"{span.told.get('error.code')}" for span in collector.named("letter")}
    assert any(code.startswith("smtp-550") for code in codes)
    for place in (raw_history, under_way):
        assert b"UniqueViolationError (23505)" in place
        assert b"record_events" in place
    assert "smtp-550" in logs.getvalue()
    async with pool.acquire() as connection:
        written = await letters.of_visit(connection, visit)
    refused = [row for row in written if row.status is LetterStatus.REFUSED]
    assert {row.order.recipient for row in refused} == {"forum"}

    # The feed told of the visit, and the note is the one thing behind it that has words.
    assert visit.encode() in answers["/events"]
    assert MARKER.findall(_text_of(note))

    # And every marker reached the register, those of people's names and addresses the letters.
    planted = set(MARKER.findall(planned.model_dump_json().encode()))
    content = await pool.fetch(
        "SELECT body::text FROM content UNION SELECT people::text FROM people"
    )
    assert set(MARKER.findall(repr(content).encode())) == planted
    people = {person.email.encode() for person in scenario.contacts.people if person.ref != "forum"}
    assert all(any(address in letter for letter in manners.taken) for address in people)
    assert len(set(MARKER.findall(b"".join(manners.taken)))) > len(people)


async def _fed(pool: Pool, visit: VisitId) -> tuple[dict[str, bytes], bytes]:
    """What every door of the feed answers to a consumer of events, and the note to a department."""
    async with pool.acquire() as connection:
        _, feed = await tokens.make(connection, "warehouse", [Scope.FEED, Scope.SUBSCRIPTIONS])
        _, dfe = await tokens.make(
            connection, "dfe-archive", [Scope.CONTENT], department=Department.DFE
        )
    async with serving_feed(pool, "127.0.0.1", 0) as address, aiohttp.ClientSession() as session:
        url, headers = f"{address}/visits/{visit}/note", {"Authorization": f"Bearer {dfe}"}
        async with session.get(url, headers=headers) as answer:
            note = await answer.read()
            assert (answer.status, answer.content_type) == (200, "application/pdf")
            assert not MARKER.findall(repr(answer.headers).encode())
        events = await pool.fetchval("SELECT count(*) FROM events")
        return await every_answer(session, address, feed, visit, events=events), note


def _text_of(note: bytes) -> bytes:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(note)).pages).encode()


def _decoded(history: WorkflowHistory) -> Iterator[bytes]:
    """The data of each payload, as whoever exports a history can read it."""
    for data in re.findall(r'"data": ?"([^"]*)"', history.to_json()):
        yield base64.b64decode(data)
