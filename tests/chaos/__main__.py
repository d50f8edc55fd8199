"""`make chaos`: every fault that is known to happen, and what came of it, as a table.

Most parts are told side by side, because most of the time is waiting until a death is noticed;
those that stop servers of their own come after them, one by one.

Usage:
    python -m tests.chaos [--seed TEXT] [--one-in N] [--only TEXT] [--at-once N] [--list]
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception

from stack import StackAddresses, throwaway_stack
from tests.chaos.luck import quieten
from tests.chaos.parts import parts
from tests.chaos.table import Fault, Site, Verdict, tell
from tests.support.signed import own_key_file
from workflows.search_attributes import server_types

AT_ONCE = 4


def main() -> int:
    """Play it.

    Returns:
        0 if nothing was lost, doubled or stranded.
    """
    given = argparse.ArgumentParser(prog="make chaos", description=(__doc__ or "").split("\n")[0])
    given.add_argument("--seed", default="", help="decides whatever is left to chance")
    given.add_argument("--one-in", type=int, default=1, help="of how many faults one is done")
    given.add_argument("--only", default="", help="only parts whose names have this")
    given.add_argument("--at-once", type=int, default=AT_ONCE, help="parts side by side")
    given.add_argument("--list", action="store_true", help="name everything that was done")
    given.add_argument("--other", type=Path, help="a folder with the code of another release")
    asked = given.parse_args()
    wanted = [one for one in parts() if asked.only in one.name]
    quieten()
    with (
        TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        # The desks of this process sign by it, and its workers take that and nothing else.
        os.environ["VISITS_DECISIONS_KEY_FILE"] = str(own_key_file(Path(folder)))
        verdicts = asyncio.run(_all(wanted, stack.addresses, Path(folder), asked))
    tell(verdicts, details=asked.list)
    return 0 if all(verdict.clean for verdict in verdicts) else 1


async def _all(
    wanted: Sequence[Fault], addresses: StackAddresses, folder: Path, asked: argparse.Namespace
) -> list[Verdict]:
    gate = asyncio.Semaphore(asked.at_once)
    verdicts: dict[str, Verdict] = {}

    async def one(number: int, fault: Fault) -> None:
        site = Site(addresses, folder / f"{number}", asked.seed, asked.one_in, asked.other)
        try:
            verdict = await fault.play(site)
        except Exception as error:  # noqa: BLE001 - the other parts are played, and this one is told
            told = "".join(format_exception(error)).splitlines()
            verdict = Verdict(
                fault.name, 0, different=True, details=["not played to its end", *told]
            )
        verdicts[fault.name] = verdict
        sys.stderr.write(f"{fault.name}: {verdict.times} times, clean: {verdict.clean}\n")

    async def beside(number: int, fault: Fault) -> None:
        async with gate:
            await one(number, fault)

    async with asyncio.TaskGroup() as group:
        for number, fault in enumerate(wanted):
            if not fault.alone:
                group.create_task(beside(number, fault))
    for number, fault in enumerate(wanted):
        if fault.alone:
            await one(number, fault)
    return [verdicts[fault.name] for fault in wanted]


if __name__ == "__main__":
    sys.exit(main())
