"""Whatever dies over a letter, it is sent once or a person is asked, and no decision waits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from register import letters
from register.letters import LetterRow
from schemas.forms.letters import DeliveryForm
from schemas.ids import VisitId
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from schemas.values import Delivery, LetterStatus, TaskKind
from stack import EmbeddedStack, StackAddresses
from tests.activities.notify_double import NotifyDouble, notify_double
from tests.e2e.breaking import PostOffice, SlowPostOffice, silent_server
from tests.e2e.killing import killable_worker, walk_of
from tests.e2e.leavings import filed
from tests.e2e.walking import own_engine, timed
from tests.engine import Engine
from tests.mail import smtp_to
from worker.mail_settings import MailSettings


async def letters_of(engine: Engine, visit: VisitId) -> list[LetterRow]:
    async with engine.pool.acquire() as connection:
        return await letters.of_visit(connection, visit)


# --- What goes on beside the tests, because most of it is waiting for a sign of life ----------

DOMAIN = MailSettings().sender.domain
LETTER = "invitation/1/health-1"
INVITED = ["dcs", "health-1", "health-2", "forum"]
ACCIDENTS = [
    ("maildir", "before"),
    ("maildir", "while"),
    ("maildir", "after"),
    ("smtp", "before"),
    ("smtp", "after"),
    ("notify", "before"),
    ("notify", "after"),
]
"""Through which channel a letter goes, and when its worker is killed."""


@dataclass(frozen=True)
class Aftermath:
    """What there was to see after a worker was killed over one of four invitations."""

    visit: VisitId
    statuses: dict[str, LetterStatus]
    state: VisitState
    arrived: dict[str, int]
    """How often each letter arrived, by the end of its `Message-ID`."""
    settled: VisitState
    """The visit after the coordinator has settled the tasks by telephone."""


@dataclass(frozen=True)
class UnderWay:
    """What is going on."""

    accidents: Mapping[tuple[str, str], asyncio.Task[Aftermath]]


@pytest.fixture(scope="module", autouse=True)
async def under_way(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[UnderWay]:
    accidents = {
        (channel, moment): asyncio.create_task(
            _accident(stack.addresses, tmp_path_factory.mktemp("accident"), channel, moment)
        )
        for channel, moment in ACCIDENTS
    }
    yield UnderWay(accidents)
    for task in accidents.values():
        task.cancel()
    await asyncio.gather(*accidents.values(), return_exceptions=True)


async def _accident(
    addresses: StackAddresses, folder: Path, channel: str, moment: str
) -> Aftermath:
    died = folder / "died"
    async with (
        own_engine(addresses, folder) as engine,
        PostOffice() as office,
        notify_double(NotifyDouble()) as notify,
    ):
        accident: dict[str, str | int] = {"dies_at": LETTER, "dies": moment, "died": str(died)}
        if channel == "smtp":
            accident["smtp_port"] = office.port
        if channel == "notify":
            accident["notify_port"] = notify.port
        async with killable_worker(engine, **accident) as worker:
            walk = walk_of(engine, await engine.client(), engine.scenario())
            async with asyncio.TaskGroup() as group:
                group.create_task(walk.open())
                await worker.gone()
                await worker.start()
            await walk.let_pass(timedelta(hours=30))  # beyond the hour by which mail has bounced
            state = await engine.state(walk.visit)
            rows = await letters_of(engine, walk.visit)
            for task in state.tasks:
                assert task.letter is not None
                form = DeliveryForm(letter=task.letter, status=Delivery.DELIVERED)
                await walk.submit(form, f"telephone-{task.letter.rpartition('/')[2]}")
        return Aftermath(
            visit=walk.visit,
            statuses={row.order.key.removeprefix(f"{walk.visit}/"): row.status for row in rows},
            state=state,
            arrived=await _sent_by(engine, notify)
            if channel == "notify"
            else _arrived(engine, office, walk.visit),
            settled=await engine.state(walk.visit),
        )


def _arrived(engine: Engine, office: PostOffice, visit: VisitId) -> dict[str, int]:
    ids = dict(office.message_ids) or dict.fromkeys(
        (f"<{name.removesuffix('.eml')}@{DOMAIN}>" for name in filed(engine.maildir)), 1
    )
    return {
        name.removeprefix(f"<{visit}.").removesuffix(f"@{DOMAIN}>").replace(".", "/"): times
        for name, times in ids.items()
    }


async def _sent_by(engine: Engine, notify: NotifyDouble) -> dict[str, int]:
    rows = await engine.pool.fetch("SELECT tag, letter FROM letter_tags")
    tags = {row["tag"]: row["letter"] for row in rows}
    keys = (tags[one["reference"]].partition("/")[2] for one in notify.had)
    return dict(Counter(keys))


HANGS = 6.0  # seconds that a channel waits for a server that says nothing


# --- The mail server is down ------------------------------------------------------------------


async def test_decisions_are_recorded_at_once_while_the_mail_server_is_down(
    engine: Engine,
) -> None:
    office = PostOffice()
    channel = smtp_to(office.port)
    async with engine.working(channel) as (client, _):
        walk = walk_of(engine, client, engine.scenario())
        await walk.open()
        taken = await walk.submit(walk.form_of("declare"), "declare", actor="allocations")
        await walk.let_pass(timedelta(hours=1))
        waiting = await letters_of(engine, walk.visit)
        async with office:
            await walk.let_pass(timedelta(minutes=11))
            sent = await letters_of(engine, walk.visit)
            await walk.let_pass(timedelta(hours=1))

    assert taken.recorded
    assert {(row.status, row.failure) for row in waiting} <= {
        (LetterStatus.FILED, "smtp-connection"),
        (LetterStatus.FILED, None),
    }
    assert [row.status for row in sent] == [LetterStatus.SENT] * len(INVITED)
    assert sorted(office.message_ids.values()) == [1] * len(INVITED)
    hours = {
        (row.settled_at - row.filed_at) // timedelta(hours=1) for row in sent if row.settled_at
    }
    assert hours == {1}  # the reply clock starts when they went, not when they were written


async def test_decisions_are_recorded_while_the_mail_server_hangs(engine: Engine) -> None:
    async with silent_server() as port:
        channel = smtp_to(port, timeout=HANGS)
        async with engine.working(channel) as (client, _):
            walk = walk_of(engine, client, engine.scenario())
            opening = await timed(walk.open())
            declaring = await timed(
                walk.submit(walk.form_of("declare"), "declare", actor="allocations")
            )
            replying = await timed(walk.submit(walk.form_of("respond"), "respond"))

    assert opening < 2 * HANGS  # once as long as the channel waits, and not once for each letter
    assert declaring < HANGS
    assert replying < HANGS


# --- One recipient's trouble, and an orderly stop ---------------------------------------------


async def test_a_full_mailbox_holds_up_no_other_letter_and_gets_its_own_once_there_is_room(
    engine: Engine,
) -> None:
    async with PostOffice() as office, engine.working(smtp_to(office.port)) as (client, _):
        policy = VisitPolicy(letter_late_hours=1)
        scenario = engine.scenario().model_copy(update={"policy": policy})
        walk = walk_of(engine, client, scenario)
        assert walk.scenario.contacts is not None
        full = next(p.email for p in walk.scenario.contacts.people if p.ref == "health-1")
        office.refused[full] = "452 4.2.2 Mailbox full"
        await walk.open()
        await walk.submit(walk.form_of("declare"), "declare", actor="allocations")
        await walk.let_pass(timedelta(hours=1))
        meanwhile = await letters_of(engine, walk.visit)
        in_time = await engine.state(walk.visit)
        await walk.let_pass(timedelta(hours=1))
        late = await engine.state(walk.visit)
        office.refused.clear()
        await walk.let_pass(timedelta(hours=2))
        afterwards = await letters_of(engine, walk.visit)
        state = await engine.state(walk.visit)

    invited = {row.order.recipient: row for row in meanwhile}
    assert {ref: row.status for ref, row in invited.items()} == dict.fromkeys(
        INVITED, LetterStatus.SENT
    ) | {"health-1": LetterStatus.FILED}
    assert invited["health-1"].failure == "smtp-452-4.2.2"
    assert {row.status for row in afterwards} == {LetterStatus.SENT}
    # A person is asked about it for as long as it waits beyond the hours of the policy.
    assert in_time.tasks == state.tasks == ()
    letter = invited["health-1"].order.key
    assert [(task.kind, task.letter) for task in late.tasks] == [(TaskKind.LETTER_LATE, letter)]
    assert sorted(office.message_ids.values()) == [1] * len(INVITED)
    assert state.invitation is not None
    assert {outcome.recipient for outcome in state.invitation.outcomes} == set(INVITED)


async def test_a_worker_that_stops_lets_the_letter_under_way_end_however_short_its_grace(
    engine: Engine,
) -> None:
    async with SlowPostOffice() as office:
        async with engine.working(smtp_to(office.port)) as (client, _):
            walk = walk_of(engine, client, engine.scenario())
            opening = asyncio.create_task(walk.open())
            await office.has_one.wait()
            # The worker's grace is a second; the letter takes longer than that.
            asyncio.get_running_loop().call_later(1.5, office.judges.set)
        stopped = await letters_of(engine, walk.visit)
        async with engine.working(smtp_to(office.port)):
            await opening
            await walk.let_pass(timedelta(minutes=11))
            afterwards = await letters_of(engine, walk.visit)

    assert sorted(row.status for row in stopped) == sorted(
        [LetterStatus.SENT, *[LetterStatus.FILED] * 3]
    )
    assert {row.status for row in afterwards} == {LetterStatus.SENT}
    assert sorted(office.message_ids.values()) == [1] * len(INVITED)


# --- The worker is killed over a letter -------------------------------------------------------


@pytest.mark.parametrize("moment", ["before", "while", "after"])
async def test_a_worker_killed_over_a_letter_files_it_once(
    under_way: UnderWay, moment: str
) -> None:
    found = await under_way.accidents["maildir", moment]

    assert found.arrived == {f"invitation/1/{ref}": 1 for ref in INVITED}
    assert set(found.statuses.values()) == {LetterStatus.DELIVERED}
    assert found.state.tasks == ()


@pytest.mark.parametrize(("moment", "times"), [("before", 0), ("after", 1)])
async def test_a_worker_killed_over_a_letter_never_mails_it_twice_and_a_person_is_asked(
    under_way: UnderWay, moment: str, times: int
) -> None:
    found = await under_way.accidents["smtp", moment]

    others = {f"invitation/1/{ref}": 1 for ref in INVITED if not LETTER.endswith(ref)}
    assert found.arrived == others | ({LETTER: times} if times else {})
    assert found.statuses == dict.fromkeys(others, LetterStatus.SENT) | {
        LETTER: LetterStatus.UNCERTAIN
    }
    asked = [(task.kind, task.letter) for task in found.state.tasks]
    assert asked == [(TaskKind.LETTER_NOT_DELIVERED, f"{found.visit}/{LETTER}")]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_worker_killed_over_a_letter_has_notify_send_it_once_and_asks_nobody(
    under_way: UnderWay, moment: str
) -> None:
    found = await under_way.accidents["notify", moment]

    assert found.arrived == {f"invitation/1/{ref}": 1 for ref in INVITED}
    assert set(found.statuses.values()) == {LetterStatus.SENT}
    assert found.state.tasks == ()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_uncertain_invitation_stops_the_reply_clock_until_somebody_has_telephoned(
    under_way: UnderWay, moment: str
) -> None:
    found = await under_way.accidents["smtp", moment]

    assert found.state.invitation is not None
    assert found.state.invitation.delivered_at is None
    assert found.settled.invitation is not None
    assert found.settled.invitation.delivered_at is not None
    assert found.settled.tasks == ()
