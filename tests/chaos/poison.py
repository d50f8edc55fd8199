"""One visit, or one consumer, is poisoned: that one is named to a person, and the others go on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial

from aiohttp import web
from temporalio.client import Client

from activities.channels import MaildirChannel
from activities.channels.port import RecipientRefused
from activities.outgoing import Outgoing
from register import letters, publication
from release.audit import audit
from rules.evolve import replay
from schemas.ids import LetterKey, VisitId
from schemas.subscriptions import SubscriptionStatus
from schemas.values import LetterStatus, Outcome
from tests.chaos.patience import PATIENCE, repeating
from tests.chaos.table import Fault, Site, Verdict
from tests.e2e.consumers import Copy
from tests.e2e.pushes import pushing
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.receiving import TAKES_IT, Receiver, Taken
from tests.support.reporting import AREAS
from tests.support.waiting import until

VISITS = 3
TIBETAN = "\N{TIBETAN LETTER GA}"
REFUSED = "timetable/1/health-2"


class _Refusing(MaildirChannel):
    """A channel that refuses one letter for good."""

    refused: LetterKey = ""

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        if key == self.refused:
            raise RecipientRefused("smtp-550-5.1.1")
        await super().deliver(key, letter)


async def _a_name_that_no_font_sets(engine: Engine, visit: VisitId) -> None:
    """As it may be kept from before fonts were asked."""
    await _kept_otherwise(engine, visit, "people", "ref = 'hmi-education-7'", "name", TIBETAN)


async def _changed_as_it_is_kept(
    table: str, kind: str, body: str, engine: Engine, visit: VisitId
) -> None:
    await _kept_otherwise(engine, visit, table, f"kind = '{kind}'", "body", body)


async def _kept_otherwise(
    engine: Engine, visit: VisitId, table: str, which: str, column: str, value: str
) -> None:
    """Let a column of some rows of a visit be kept with another value than was given."""
    async with engine.pool.acquire() as connection:
        await connection.execute(f"""
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF new.{which} AND new.visit_id = '{visit}' THEN new.{column} := '{value}'; END IF;
                RETURN new;
            END $$;
            CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION spoil();
        """)


async def _nothing(_engine: Engine, _visit: VisitId) -> None:
    """The channel does it."""


def poison() -> Iterator[Fault]:
    """A part of the table for each poison."""
    name = "a document that cannot be set, in one of three visits"
    yield Fault(name, partial(_poisoned_visit, name, _a_name_that_no_font_sets, refuses=False))
    name = "an address that is refused, in one of three visits"
    yield Fault(name, partial(_poisoned_visit, name, _nothing, refuses=True))
    for what, table, kind, body in (
        ("the words of a note", "content", "summary_note", "{}"),
        ("the words of a timetable", "content", "timetable_details", "[]"),
        ("the pages of a timetable", "documents", "timetable", "%PDF-1.7"),
    ):
        name = f"{what} changed where they are kept, in one of three visits"
        spoil = partial(_changed_as_it_is_kept, table, kind, body)
        yield Fault(name, partial(_poisoned_visit, name, spoil, refuses=False, loses=True))
    for what, answering in NONSENSE.items():
        name = f"one of two consumers {what}"
        yield Fault(name, partial(_poisoned_consumer, name, answering))


async def _poisoned_visit(
    name: str,
    spoil: Callable[[Engine, VisitId], Awaitable[None]],
    site: Site,
    *,
    refuses: bool,
    loses: bool = False,
) -> Verdict:
    site.folder.mkdir(parents=True)
    async with own_engine(site.addresses, site.folder) as engine:
        channel = _Refusing(engine.maildir)
        async with engine.working(channel) as (client, _):
            walks = [_walk(engine, client, area) for area in AREAS[:VISITS]]
            poisoned, *others = walks
            if refuses:
                channel.refused = f"{poisoned.visit}/{REFUSED}"
            await spoil(engine, poisoned.visit)
            await asyncio.gather(*map(_to_the_end, walks))
            closed = [(await engine.state(one.visit)).outcome for one in walks]
            asked = await _asked(engine, poisoned.visit)
            lost = [one for walk in others for one in await _unsent(engine, walk.visit)]
            own = await _unsent(engine, poisoned.visit)
            audited = await audit(engine.pool)
    named = {one.subject for one in audited.processes if one.lost}
    silent = set(own) - set(asked)
    return Verdict(
        fault=name,
        times=len(own),
        visits=VISITS,
        lost=len(lost) + len(silent),
        stranded=sum(outcome is not Outcome.CLOSED for outcome in closed),
        different=not own or named != ({poisoned.visit} if loses else set()),
        details=[
            *(f"a person was asked about {key}" for key in sorted(asked)),
            *(f"nobody was asked about {key}" for key in sorted(silent)),
            *(f"the audit names {subject}" for subject in sorted(named)),
            *(f"not sent, of another visit: {key}" for key in lost),
        ],
    )


def _walk(engine: Engine, client: Client, area: str) -> Walk:
    scenario = engine.scenario().model_copy(update={"area": area})
    walk = Walk(scenario, client, engine.pool, engine.settings.task_queue, patience=PATIENCE)
    repeating(walk.desk)
    return walk


async def _to_the_end(walk: Walk) -> None:
    await walk.open()
    await walk.to_the_end()


async def _unsent(engine: Engine, visit: VisitId) -> list[LetterKey]:
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, visit)
    return [row.order.key for row in rows if row.status is not LetterStatus.DELIVERED]


async def _asked(engine: Engine, visit: VisitId) -> list[LetterKey]:
    """The letters about which a person was asked at any time."""
    events = [entry.event for entry in await engine.events(visit)]
    asked = {
        task.letter
        for number in range(1, len(events) + 1)
        for task in replay(events[:number]).tasks
    }
    return [letter for letter in asked if letter]


# --- Consumers ----------------------------------------------------------------------------------

NONSENSE: dict[str, Callable[[Taken], web.Response]] = {
    "answers with a page that says it is sorry": lambda _: web.Response(
        status=500, text="<html>Sorry!</html>"
    ),
    "sends everybody elsewhere": lambda _: web.Response(
        status=302, headers={"Location": "http://127.0.0.1:1/"}
    ),
    "says that it is gone": lambda _: web.Response(status=410),
}


async def _poisoned_consumer(
    name: str, answering: Callable[[Taken], web.Response], site: Site
) -> Verdict:
    site.folder.mkdir(parents=True)
    copy = Copy()

    def store(taken: Taken) -> web.Response:
        copy.take(taken.body.decode())
        return web.Response(status=TAKES_IT)

    async with (
        own_engine(site.addresses, site.folder) as engine,
        Receiver() as healthy,
        Receiver() as broken,
        pushing(engine) as push,
    ):
        healthy.answering, broken.answering = store, answering
        await push.to(healthy, "healthy")
        subscription = await push.to(broken, "broken")
        await push.visits(VISITS)
        log = await push.log()

        async def come() -> bool:
            return len(copy.events) >= len(log)

        async def is_named() -> bool:
            told = await push.stands(subscription)
            return told.subscription.status is SubscriptionStatus.GONE or told.tally.retrying > 0

        named = True
        with suppress(TimeoutError):
            await until(come)
        try:
            await until(is_named)
        except TimeoutError:
            named = False
        async with engine.pool.acquire() as connection:
            end = await publication.digest_at(connection)
        shown = await push.stands(subscription)
    return Verdict(
        fault=name,
        times=len(broken.tried),
        visits=VISITS,
        events_lost=max(len(log) - len(copy.events), 0),
        different=not named or end is None or copy.digest() != end.digest or bool(copy.wrong),
        details=[f"shown of the broken one: {shown.subscription.status}, {shown.tally}"],
    )
