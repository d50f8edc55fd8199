"""Records golden histories: `make golden`, or `python -m tests.golden.record`.

Can only add. It refuses while an older generation does not replay unchanged, because live visits
may be of that generation; and does nothing for a scenario whose fingerprint is as the newest.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from temporalio.client import WorkflowHistory

from register.connection import open_pool
from register.migrate import migrate
from release.rehearsal import load_scenario
from stack import throwaway_stack
from tests.engine import SCENARIOS, Engine
from tests.golden.book import Book
from tests.golden.checking import HOW_TO_PATCH, what_differs, what_replay_finds
from tests.golden.playing import play, play_programme
from workflows.search_attributes import server_types


class NotRecorded(Exception):
    """Nothing was recorded; the text says why."""


def scenarios() -> list[str]:
    """Every scenario of the project, by name."""
    return sorted(file.stem for file in SCENARIOS.glob("*.yaml"))


def programmes() -> list[str]:
    """Every programme of the project whose history is kept, by the name of its folder."""
    return [f"programme-{name}" for name in ("ten", "autumn-2020", "national")]


def record(
    book: Book,
    names: Sequence[str],
    play_one: Callable[[str], Sequence[WorkflowHistory]],
    programmes: Sequence[str] = (),
) -> list[str]:
    """Add a generation for each scenario that is not as it was; a line about each.

    Args:
        book: Where to.
        names: Of the scenarios.
        play_one: Plays one of them.
        programmes: Names of programmes, of which one generation is kept.

    Raises:
        NotRecorded: A committed history was touched, or does not replay unchanged.
    """
    if touched := book.complaints():
        raise NotRecorded("\n".join(["Nothing was recorded.", *touched]))
    if broken := asyncio.run(_broken(book)):
        raise NotRecorded("\n".join(["Nothing was recorded.", *broken, "", HOW_TO_PATCH]))
    lines = []
    for name in names:
        fresh = play_one(name)
        if what_differs(book, name, fresh):
            lines.append(f"{book.add(name, fresh).name}: recorded")
        else:
            lines.append(f"{book.standing(name)[-1].name}: as it was")
    # Two plays of a programme differ: how many outcomes one look finds is a matter of moments.
    lines += [
        f"{book.add(name, play_one(name)).name}: recorded"
        for name in programmes
        if not book.standing(name)
    ]
    return lines


async def _broken(book: Book) -> list[str]:
    return [
        sentence
        for generation in book.standing()
        for sentence in await what_replay_finds(book, generation)
    ]


def _on_a_stack_of_its_own(name: str) -> Sequence[WorkflowHistory]:
    """Scenarios share areas, and a server lets an area be visited once in a programme."""
    with throwaway_stack(search_attributes=server_types()) as stack:

        async def played() -> Sequence[WorkflowHistory]:
            if name in programmes():
                return await play_programme(stack.addresses, name.removeprefix("programme-"))
            async with open_pool(stack.addresses.database_url) as pool:
                await migrate(pool)
                with tempfile.TemporaryDirectory() as folder:
                    engine = Engine(
                        addresses=stack.addresses, pool=pool, folder=Path(folder), number=0
                    )
                    return await play(engine, load_scenario(SCENARIOS / f"{name}.yaml"))

        return asyncio.run(played())


def main(play_one: Callable[[str], Sequence[WorkflowHistory]] = _on_a_stack_of_its_own) -> int:
    """Record every scenario; 1 when nothing may be recorded."""
    try:
        lines = record(Book(), scenarios(), play_one, programmes())
    except NotRecorded as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
