"""A visit that answers its programme late has refused nothing, and is told the same again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desk.answers import NotAnswered, NotYetRecorded
from schemas.programme.events import EachSteered, VisitRefused
from stack import EmbeddedStack, StackAddresses
from tests.e2e.programmes import Play, left_by, logged, play, small, what_became
from tests.e2e.walking import own_engine
from worker.programme_desk import ProgrammeDesk

LOCKDOWN = [
    {"at": "2020-09-24 10:00", "do": "pause", "with": {"reason": "A flood."}},
    {"at": "2020-09-28 10:00", "do": "resume"},
]
UNTIL = "2020-09-29 12:00"
LATE = ("opened", "pause", "resume")
"""What is answered late, each once."""


class Left(NamedTuple):
    """What a programme left, and what it says of its visits."""

    became: list[tuple[str, ...]]
    letters_and_events: tuple[Counter[str], list[str]]
    told: list[tuple[str, int]]
    refused: list[str]
    late: Counter[str]


@pytest.fixture(scope="module")
async def under_way(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[str], Awaitable[Left]]]:
    """The same programme in peace, and with answers that come late: side by side."""
    late: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("open", "submit"):
            patch.setattr(ProgrammeDesk, name, _late_once(name, late))
        tasks = {
            name: asyncio.create_task(
                _played(stack.addresses, tmp_path_factory.mktemp(name), name, late)
            )
            for name in ("calm", "late")
        }
        yield tasks.__getitem__
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


# `Any`: as a programme's desk is asked.
def _late_once(name: str, late: Counter[str]) -> Callable[..., Awaitable[None]]:
    """Does what is asked; openings and what all are told, it answers after everybody's patience."""
    real = getattr(ProgrammeDesk, name)

    async def asked(self: ProgrammeDesk, first: Any, *others: Any) -> None:  # noqa: ANN401 - as above
        await real(self, first, *others)
        # Either what opens visits, or a visit's id: both begin with the programme's name.
        subject = str(getattr(first, "programme", first))
        update_id = "opened" if name == "open" else others[1].update_id
        kind = next((each for each in LATE if each in update_id), None)
        if kind and subject.startswith("late") and not late[kind]:
            late[kind] += 1
            raise (NotAnswered if name == "open" else NotYetRecorded)(subject, update_id)

    return asked


async def _played(addresses: StackAddresses, folder: Path, name: str, late: Counter[str]) -> Left:
    async with own_engine(addresses, folder) as engine, engine.working() as (client, _):
        programme = f"{name}-{engine.number}"
        scenario = small(engine, programme=programme, steps=LOCKDOWN, until=UNTIL)
        played: Play = await play(engine, client, scenario)
        facts = [entry.event.fact for entry in await logged(engine, programme)]
        return Left(
            what_became(played),
            await left_by(engine, played),
            [(one.steering, len(one.told)) for one in facts if isinstance(one, EachSteered)],
            [one.area for one in facts if isinstance(one, VisitRefused)],
            late,
        )


async def test_a_visit_that_answers_late_was_not_refused(
    under_way: Callable[[str], Awaitable[Left]],
) -> None:
    late = await under_way("late")

    assert dict(late.late) == dict.fromkeys(LATE, 1)
    assert late.refused == []


async def test_a_visit_that_was_told_before_its_worker_died_counts_as_told(
    under_way: Callable[[str], Awaitable[Left]],
) -> None:
    calm, late = await under_way("calm"), await under_way("late")

    assert [what for what, _ in calm.told] == ["pause", "resume"]
    assert late.told == calm.told


async def test_late_answers_leave_what_prompt_ones_do(
    under_way: Callable[[str], Awaitable[Left]],
) -> None:
    calm, late = await under_way("calm"), await under_way("late")

    assert late.became == calm.became
    assert late.letters_and_events == calm.letters_and_events
