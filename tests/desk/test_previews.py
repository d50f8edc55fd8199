"""A preview tells what the decision then does, of every kind of decision, and leaves nothing."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import TypeVar

import pytest

from activities.sender import EXAMPLE
from desk.preview import Preview
from desk.previews import Previews
from register.connection import Pool, open_pool
from register.roles import Role
from register.streams import words_of
from release.rehearsal.days import days_from
from rules.decide.rule import RULES
from rules.refusals import Refused
from schemas.forms.form import FORMS, messages_of
from schemas.messages import Decision
from schemas.scenario import Scenario, Step
from schemas.side_processes import SideForm
from schemas.values import Stage
from stack import EmbeddedStack
from tests.conftest import migrated, own_database
from tests.engine import AUTUMN_2020, scenario_of
from tests.support.register_alone import Alone, Done, fingerprint

T = TypeVar("T", Preview, Done)

PLAYED = (
    *("smooth", "complaint", "safeguarding", "not-shared", "silent", "deferred", "addresses"),
    *("concerns", "people-change", "consent-withdrawn", "unheard", "withdrawn", "incomplete"),
    *("deferral-refused", "remote", "paused", "few-cases", "conflict", "mistakes", "gives"),
    "letter-notes",
)
"""Scenarios in which every kind of decision is taken; a test says which would be missed."""

_OFTEN = 2  # looks at decisions of one kind: each letter is written twice, which takes a while
_NUMBERS = count(1)


@dataclass
class Looking:
    """A register that is looked at as the desk's role may, before each decision.

    Attributes:
        pool: Of its owner.
        desk: Of the desk's role.
        seen: What was decided in which stage, and how it was refused if it was.
        known: How often each kind of decision was looked at, and then taken.
        tried: The stages in which every kind of decision was tried.
    """

    pool: Pool
    desk: Pool
    seen: set[tuple[str, Stage, str | None]] = field(default_factory=set)
    known: Counter[str] = field(default_factory=Counter)
    tried: set[Stage] = field(default_factory=set)

    async def tables(self) -> dict[str, str]:
        async with self.pool.acquire() as connection:
            return await fingerprint(connection)

    async def play(self, scenario: Scenario) -> None:
        """Play a scenario, looking before each step, where that kind is not well known by now."""
        days = days_from(AUTUMN_2020, scenario.policy.invitation_before)
        alone = Alone(scenario, days, self.pool)
        looks = Previews(self.desk, alone.taking_in, EXAMPLE)
        if self.known["open"] < _OFTEN:
            foreseen = await looks.opening(alone.opening, scenario.contacts, "open")
            self.known["open"] += 1
            require_same(foreseen, await alone.open())
        else:
            await alone.open()
        # Letters are written and read where a decision is taken: elsewhere, whether and to whom.
        unread = Previews(self.desk, alone.taking_in, EXAMPLE, written=False)
        await self._try_others(alone, unread)
        for number, step in enumerate(scenario.steps):
            await alone.pass_to(days.moment(step.at))
            await self._try_others(alone, unread)
            await self._take(alone, looks, step, f"step-{number}")

    async def _take(self, alone: Alone, looks: Previews, step: Step, update_id: str) -> None:
        """Look, see that nothing is left of it, take the decision, and compare."""
        form = alone.form(step)
        what = (step.do, (await alone.state()).stage, step.refused)
        fresh = what not in self.seen and self.known[step.do] < _OFTEN
        decided = alone.take(form, step.by, update_id, read=fresh)
        if not fresh:
            await _result(decided)
            return
        self.seen.add(what)
        before = await self.tables()
        foreseen = await _result(looks.decision(alone.visit, form, step.by, update_id))
        assert await self.tables() == before
        require_same(foreseen, await _result(decided))
        self.known[step.do] += step.refused is None

    async def _try_others(self, alone: Alone, looks: Previews) -> None:
        """Look at what nobody decides here, in the story: most of it is refused."""
        stage = (await alone.state()).stage
        if stage in self.tried:
            return
        self.tried.add(stage)
        before = await self.tables()
        for step in others(stage):
            form = alone.form(step)
            foreseen = await _result(looks.decision(alone.visit, form, step.by, "trial"))
            done = await _result(alone.try_out(form, step.by))
            require_same(foreseen, done, read=False)
        assert await self.tables() == before


def others(stage: Stage) -> list[Step]:
    """A step of each kind that the rules know in a stage, and of some that they refuse there."""
    kinds = _first_of_each_kind()
    allowed = [step for step in kinds if stage in _stages(step)]
    return [*allowed, *(step for step in kinds if step not in allowed)][: len(allowed) + 3]


@cache
def _first_of_each_kind() -> list[Step]:
    """Not what is beside a visit: that is alike in any stage."""
    found: dict[str, Step] = {}
    for name in PLAYED:
        for step in scenario_of(name).steps:
            if not issubclass(FORMS[step.do], SideForm):
                found.setdefault(step.do, step)
    return list(found.values())


def _stages(step: Step) -> list[Stage]:
    kinds = [kind for kind in messages_of(FORMS[step.do]) if issubclass(kind, Decision)]
    return [stage for kind in kinds for stage in RULES[kind].stages]


@pytest.fixture(scope="module")
async def looking(stack: EmbeddedStack) -> AsyncIterator[Looking]:
    addresses = await own_database(stack.addresses, like=await migrated(stack))
    async with (
        open_pool(addresses.database_url) as pool,
        open_pool(addresses.database_url_of(Role.DESK), size=1) as desk,
    ):
        yield Looking(pool, desk)


@pytest.fixture(autouse=True)
def equal_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note's digest is drawn with a key at random, and is in the letters that carry the note."""
    monkeypatch.setattr("register.content.new_key", lambda: bytes(32))


@pytest.mark.timeout(300)  # many letters are written, each twice: a crowded machine takes minutes
async def test_whatever_is_decided_its_preview_has_told_before(looking: Looking) -> None:
    for name in PLAYED:
        await looking.play(_own(name))
    await looking.play(_taken_back())

    assert [do for do in FORMS if not looking.known[do]] == []
    assert looking.tried >= set(Stage) - {Stage.OPENED}  # they are invited as they are opened


def require_same(
    foreseen: Preview | tuple[str, str], done: Done | tuple[str, str], *, read: bool = True
) -> None:
    """What was foreseen is what was done; a refusal is the same, word for word.

    Args:
        foreseen: By the preview.
        done: By the decision.
        read: Whether letters and documents were written, to be compared.
    """
    if not isinstance(foreseen, Preview) or not isinstance(done, Done):
        assert foreseen == done
        return
    assert foreseen.subject == done.subject
    events = [(event.type, event.words) for event in foreseen.events]
    assert events == [(event.type, words_of(event)) for event in done.events]
    assert [letter.key for letter in foreseen.letters] == list(done.letters)
    for letter in foreseen.letters:
        order, not_before = done.letters[letter.key]
        assert (letter.kind, letter.copy_only) == (order.kind, order.copy_only)
        assert letter.not_before == not_before
        assert not read or letter.message == done.messages[letter.key]
    replaced = {key for letter in foreseen.letters for key in letter.replaces}
    assert replaced | set(foreseen.kept_back) == done.stay
    assert not read or sorted(foreseen.documents) == sorted(done.documents)


async def _result(work: Awaitable[T]) -> T | tuple[str, str]:
    try:
        return await work
    except Refused as refused:
        return refused.code, refused.sentence


def _taken_back() -> Scenario:
    """A decline that is taken back while its letters wait: in other scenarios none does."""
    declined = _own("declined")
    back = Step.model_validate(
        {"at": "T-18 15:32", "do": "take-back", "with": {"reason": "It was another area."}}
    )
    return declined.model_copy(
        update={
            "policy": declined.policy.model_copy(update={"letters_held_minutes": 5}),
            "steps": (*declined.steps, back),
        }
    )


def _own(name: str) -> Scenario:
    return scenario_of(name).model_copy(update={"programme": f"alone-{next(_NUMBERS)}"})
