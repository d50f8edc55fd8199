"""All that a programme leaves, in a shape in which two of them can be compared."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from temporalio.client import Client

from register import log, publication, visits
from release.audit import audit
from release.rehearsal.programme.player import ProgrammePlayer
from rules.chain import START, link
from rules.evolve import replay
from schemas.ids import VisitId
from schemas.programme import ProgrammeState
from tests.chaos.table import Verdict
from tests.e2e.consumers import Copy
from tests.e2e.leavings import Leavings, filed, handed_over, leavings, plain
from tests.engine import Engine


@dataclass(frozen=True)
class Whole:
    """A programme and its visits, when all is over.

    Attributes:
        areas: What became of each area.
        visits: What each visit left: letters with their words, documents, facts in order.
        programme: The programme's own facts, by how often; in which order areas are heard of is
            chance.
        files: How often each letter lies in the mailbox.
        disagrees: Where log, read model, workflow, mailbox or a consumer's copy say another thing.
        stages: The stage of each visit.
    """

    areas: tuple[str, ...]
    visits: Mapping[str, Leavings]
    programme: Counter[str]
    files: Counter[str]
    disagrees: tuple[str, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict)


async def whole(
    engine: Engine,
    client: Client,
    player: ProgrammePlayer,
    state: ProgrammeState,
    copies: Mapping[str, Copy],
) -> Whole:
    """Gather what a programme left, and see whether all agree on it."""
    programme = state.programme
    left: dict[str, Leavings] = {}
    stages: dict[str, str] = {}
    disagrees: list[str] = []
    handed: dict[str, str] = {}
    for area, one in sorted(player.visits.items()):
        left[area] = await leavings(engine.pool, one.visit)
        async with engine.pool.acquire() as connection:
            known = await visits.require(connection, one.visit)
            entries = await log.read(connection, visit=one.visit)
        handed.update(await handed_over(engine.pool, one.visit))
        stages[area] = f"{known.stage} {known.outcome}"
        if replay([entry.event for entry in entries]) != known:
            disagrees.append(f"{one.visit}: the log gives another state than the register has")
    disagrees += await _as_audited(engine, client, player)
    disagrees += await _as_copied(engine, copies)
    files = filed(engine.maildir)
    # By its digest, too: what was handed over is what is kept.
    differ = {name for name, _ in files.items() ^ handed.items()}
    disagrees += [f"{name}: the mailbox and the register differ" for name in sorted(differ)]
    async with engine.pool.acquire() as connection:
        own = await log.of_stream(connection, programme)
    return Whole(
        areas=tuple(
            f"{one.area} {one.standing} {one.source} {one.replaces} {one.planned}"
            for one in sorted(state.areas, key=lambda each: each.area)
        ),
        visits=left,
        programme=Counter(_fact(entry.event, programme) for entry in own),
        files=Counter(name.replace(programme, "PROGRAMME") for name in files),
        disagrees=tuple(disagrees),
        stages=stages,
    )


# `Any`: an event of whatever stream.
def _fact(event: Any, programme: VisitId) -> str:  # noqa: ANN401
    told = plain(event.fact.model_dump(mode="json"), programme)
    for name in ("told", "areas"):
        if isinstance(told.get(name), list):
            told[name] = sorted(told[name], key=str)
    return f"{event.type.value} {json.dumps(told, sort_keys=True)}"


async def _as_audited(engine: Engine, client: Client, player: ProgrammePlayer) -> list[str]:
    """What an audit says: log, register and Temporal, of everything."""
    report = await audit(engine.pool, client, now=player.now)
    return [sentence for one in report.processes for sentence in (*one.mismatches, *one.lost)]


async def _as_copied(engine: Engine, copies: Mapping[str, Copy]) -> list[str]:
    """Whether every consumer has the log, the same bytes, to the end."""
    async with engine.pool.acquire() as connection:
        entries = await publication.of_visit(connection)
        end = await publication.digest_at(connection)
    if end is None:
        return ["the log cannot be followed to its end"]
    digest = START
    for entry in entries:
        digest = link(digest, entry.cloudevent)
    wrong = [] if digest.hex() == end.digest else ["the log does not give its own digest"]
    for name, copy in copies.items():
        wrong += [f"{name}: {each}" for each in copy.wrong]
        if copy.digest() != end.digest:
            wrong.append(f"the copy {name} differs: {len(copy.events)} of {len(entries)} events")
    return wrong


def judged_whole(fault: str, befell: Counter[str], told: Whole, calm: Whole) -> Verdict:
    """What became of a programme beside the same one undisturbed."""
    details = [f"{times} times: {what}" for what, times in sorted(befell.items())]
    now, then = _counted(told), _counted(calm)
    doubled, lost = now.letters - then.letters, then.letters - now.letters
    more, missing = now.events - then.events, then.events - now.events
    details += [f"a letter more: {key}" for key in sorted(doubled)]
    details += [f"a letter less: {key}" for key in sorted(lost)]
    details += [f"an event more: {key}" for key in sorted(more)]
    details += [f"an event less: {key}" for key in sorted(missing)]
    otherwise = [*told.disagrees, *(f"undisturbed: {one}" for one in calm.disagrees)]
    otherwise += [f"area: {one}" for one in sorted(set(told.areas) ^ set(calm.areas))]
    for area in sorted(told.visits.keys() & calm.visits.keys()):
        otherwise += [f"{area}: {each}" for each in differing(told.visits[area], calm.visits[area])]
    return Verdict(
        fault=fault,
        times=befell.total(),
        visits=len(told.visits),
        duplicated=max(doubled.total(), (told.files - calm.files).total()),
        lost=max(lost.total(), (calm.files - told.files).total()),
        events_lost=more.total() + missing.total(),
        stranded=sum(told.stages.get(area) != stage for area, stage in calm.stages.items()),
        different=bool(otherwise),
        details=[*details, *otherwise],
    )


def differing(told: Leavings, calm: Leavings) -> list[str]:
    """In which letters, documents and events two visits differ, and in what of them."""
    found: list[str] = []
    for one, other in zip(told.letters, calm.letters, strict=False):
        found += [
            f"letter {one.key}: {part} differs"
            for part in ("key", "status", "to", "subject", "on", "parts")
            if getattr(one, part) != getattr(other, part)
        ]
    found += [
        f"document {one[0]} {one[1]} differs" for one in {*told.documents} ^ {*calm.documents}
    ]
    now, then = _happened(told), _happened(calm)
    for event, another in zip(now.others, then.others, strict=False):
        if event != another:
            # What follows an event more or less differs all the way.
            found.append(f"event: {event} instead of {another}")
            break
    found += [f"heard of, and not undisturbed: {one}" for one in now.outcomes - then.outcomes]
    found += [f"not heard of: {one}" for one in then.outcomes - now.outcomes]
    return found


@dataclass(frozen=True)
class _Happened:
    """The events of a visit, as far as they must be the same whatever it went through.

    Attributes:
        others: Type, day and fact of each that tells of no letters, in order.
        outcomes: What became of letters: of all at once, or of some, as it is heard of.
    """

    others: list[tuple[str, str, Any]]
    outcomes: Counter[str]


def _happened(left: Leavings) -> _Happened:
    others: list[tuple[str, str, Any]] = []
    outcomes: Counter[str] = Counter()
    for _, kind, day, fact in left.events:
        told = fact.get("outcomes")
        if not told:
            others.append((kind, day, fact))
        for each in told or ():
            outcomes[f"{kind} {day} {json.dumps(each, sort_keys=True)}"] += 1
    return _Happened(others, outcomes)


@dataclass(frozen=True)
class _Counted:
    letters: Counter[str]
    events: Counter[str]


def _counted(one: Whole) -> _Counted:
    return _Counted(
        letters=Counter(
            f"{area} {letter.key} {letter.status}"
            for area, left in one.visits.items()
            for letter in left.letters
        ),
        events=Counter(
            f"{area} {kind} {which}"
            for area, left in one.visits.items()
            for _, kind, _, fact in left.events
            # What became of letters is told as it is heard of: of all at once, or of some.
            for which in [each["key"] for each in fact.get("outcomes", ())] or [""]
        )
        + one.programme,
    )
