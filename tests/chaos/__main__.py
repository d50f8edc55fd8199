"""`make chaos`: every crossing of every kind of process, and what came of each death, as a table.

Stories are told side by side, because most of the time is waiting until a death is noticed.

Usage:
    python -m tests.chaos [--seed TEXT] [--one-in N] [--only TEXT] [--list]
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from stack import StackAddresses, throwaway_stack
from tests.chaos.stories import STORIES
from tests.chaos.surviving import Told, Verdict, disturbed, doom_in, judged, undisturbed
from tests.support.signed import own_key_file
from workflows.search_attributes import server_types

AT_ONCE = 4
STEPS = "step of an activity"
TASKS = "workflow task"
BY_NOTIFY = "step, letters by GOV.UK Notify"
MAILED = ("a visit",)
"""The stories of which letters go by Notify, too."""
_COLUMNS = ("Fault", "Times", "Visits", "Doubled", "Lost", "Events lost", "Stranded", "Otherwise")


def main() -> int:
    """Play it.

    Returns:
        0 if nothing was lost, doubled or stranded.
    """
    given = argparse.ArgumentParser(prog="make chaos", description=(__doc__ or "").split("\n")[0])
    given.add_argument("--seed", default="", help="decides which crossings are chosen")
    given.add_argument("--one-in", type=int, default=1, help="of how many crossings one is chosen")
    given.add_argument("--only", default="", help="only stories whose names have this")
    given.add_argument("--list", action="store_true", help="name every crossing that was a death")
    asked = given.parse_args()
    with (
        TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        # The desks of this process sign by it, and its workers take that and nothing else.
        os.environ["VISITS_DECISIONS_KEY_FILE"] = str(own_key_file(Path(folder)))
        told = asyncio.run(_all(stack.addresses, Path(folder), asked))
    _tell([verdict for _, verdict in told])
    if asked.list:
        for one, verdict in told:
            sys.stdout.write(f"\n{verdict.fault}\n")
            sys.stdout.writelines(f"  {name}\n" for name in one.died)
    return 0 if all(verdict.clean for _, verdict in told) else 1


async def _all(
    addresses: StackAddresses, folder: Path, asked: argparse.Namespace
) -> list[tuple[Told, Verdict]]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, number: int, what: str) -> tuple[Told, Verdict]:
        own = folder / f"{number}"
        fault = f"{name}: killed at every {what}"
        tasks, by_notify = what == TASKS, what == BY_NOTIFY
        story = STORIES[name]
        async with gate:
            calm = await undisturbed(story, addresses, own / "calm", by_notify=by_notify)
            doom = doom_in(
                own / "doom",
                seed=asked.seed,
                one_in=asked.one_in,
                tasks=tasks,
                activities=not tasks,
                occasions=True,
            )
            told = await disturbed(story, addresses, own, doom, by_notify=by_notify)
        sys.stderr.write(f"{fault}: {len(told.died)} deaths\n")
        return told, judged(fault, told, calm)

    names = [name for name in STORIES if asked.only in name]
    wanted = [(name, what) for name in names for what in (STEPS, TASKS)]
    wanted += [(name, BY_NOTIFY) for name in names if name in MAILED]
    async with asyncio.TaskGroup() as group:
        going = [
            group.create_task(one(name, number, what)) for number, (name, what) in enumerate(wanted)
        ]
    return [each.result() for each in going]


def _tell(verdicts: list[Verdict]) -> None:
    rows = [
        (
            one.fault,
            *(
                str(each)
                for each in (
                    one.times,
                    one.visits,
                    one.duplicated,
                    one.lost,
                    one.events_lost,
                    one.stranded,
                )
            ),
            "yes" if one.different else "no",
        )
        for one in verdicts
    ]
    widths = [max(len(row[at]) for row in (_COLUMNS, *rows)) for at in range(len(_COLUMNS))]
    for row in (_COLUMNS, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{line.rstrip()}\n")


if __name__ == "__main__":
    sys.exit(main())
