"""Records the contract's examples: part of `make contract`, or `python -m tests.contract.record`.

Plays scenarios in virtual time until every type of event has been seen, and keeps the first event
of each as it was published. A type that has an example that is still right keeps it, so that there
is nothing to play, and nothing that changes, unless a type is new or has changed; `--anew` records
all of them again, which takes a few minutes.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from feed.contract.catalogue import CATALOGUE
from feed.contract.examples import EXAMPLES
from feed.contract.schemas import data_schema, envelope_schema, fields_at_times
from register import publication
from register.connection import Connection, Pool, open_pool
from register.migrate import migrate
from register.reading import read_note
from release.rehearsal import load_scenario
from release.rehearsal.programme.rehearsal import load_programme, rehearse_programme
from rules.reading import NoteNotShared, NoteRecalled
from schemas.values import Department
from stack import StackAddresses, throwaway_stack
from tests.contract.files import ADDRESS, as_json
from tests.engine import SCENARIOS, Engine
from tests.support.reporting import Reporting, everything_that_happens
from workflows.search_attributes import server_types

Event = dict[str, Any]
Play = Callable[[str], list[Event]]

_PROGRAMMES = ("programmes/by-hand", "programmes/exhausted")
"""Programmes in which everything happens that can happen to one."""

_REPORTS = "reports"
"""Reports on visits of a programme, played by `tests.support.reporting`."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):[\d:.]+(Z|[+-]\d\d:\d\d)")


class NotRecorded(Exception):
    """There are types of which no scenario has an event."""


def scenarios() -> list[str]:
    """Every scenario, the smooth one first, for most visits go like it."""
    names = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))
    return [*sorted(names, key=lambda name: name != "smooth"), *_PROGRAMMES, _REPORTS]


def wrong_with(example: Event) -> list[str]:
    """What is wrong with an example, by the envelope's schema and its own; a sentence for each."""
    kind = CATALOGUE[example["type"]]
    checked = [(envelope_schema(), example), (data_schema(kind), example["data"])]
    return [
        f"{kind.name}: {error.json_path}: {error.message}"
        for schema, value in checked
        for error in Draft202012Validator(
            schema, format_checker=Draft202012Validator.FORMAT_CHECKER
        ).iter_errors(value)
    ]


def record(kept: Mapping[str, Event], names: Iterable[str], play: Play) -> dict[str, Event]:
    """An example of each type: the one that is kept, or else the first that is met.

    Args:
        kept: Examples of before; those that are not right any more are not kept.
        names: Of scenarios to be played, as far as needed.
        play: Plays one of them and gives all that was published.

    Raises:
        NotRecorded: A type is not met in any scenario.
    """
    found = {
        name: event
        for name, event in kept.items()
        if name in CATALOGUE and not wrong_with(event) and _tells_all(event)
    }
    for name in names:
        if found.keys() == CATALOGUE.keys():
            break
        for event in play(name):
            found.setdefault(event["type"], levelled(event))
    if missing := [name for name in CATALOGUE if name not in found]:
        raise NotRecorded(
            f"No scenario has an event of {', '.join(missing)}. Let one of them tell it."
        )
    return {name: found[name] for name in CATALOGUE}


def _tells_all(example: Event) -> bool:
    """Whether an example has every field that its type has by now; some stand there at times."""
    kind = CATALOGUE[example["type"]]
    properties = data_schema(kind)["properties"].keys()
    return bool(properties - fields_at_times(kind) <= example["data"].keys())


def levelled(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Moments to the minute: the seconds are those of the machine that played."""
    match value:
        case dict():
            return {name: levelled(inner) for name, inner in value.items()}
        case list():
            return [levelled(inner) for inner in value]
        case str():
            moment = _MOMENT.fullmatch(value)
            return f"{moment[1]}:00{moment[2]}" if moment else value
        case _:
            return value


def _on_a_stack_of_its_own(name: str) -> list[Event]:
    """Scenarios share areas, and a server lets an area be visited once in a programme."""
    with throwaway_stack(search_attributes=server_types()) as stack:

        async def played() -> list[Event]:
            async with open_pool(stack.addresses.database_url) as pool:
                await migrate(pool)
                async with pool.acquire() as connection:
                    await publication.publish_at(connection, ADDRESS)
                if name in _PROGRAMMES:
                    return await _programme(stack.addresses, pool, name)
                if name == _REPORTS:
                    return await _reports(stack.addresses, pool)
                with tempfile.TemporaryDirectory() as folder:
                    engine = Engine(
                        addresses=stack.addresses, pool=pool, folder=Path(folder), number=0
                    )
                    await engine.play(load_scenario(SCENARIOS / f"{name}.yaml"))
                async with pool.acquire() as connection:
                    await _read_the_notes(connection)
                    everything = await publication.of_visit(connection)
            return [json.loads(entry.cloudevent) for entry in everything]

        return asyncio.run(played())


async def _programme(addresses: StackAddresses, pool: Pool, name: str) -> list[Event]:
    with tempfile.TemporaryDirectory() as folder:
        await rehearse_programme(
            load_programme(SCENARIOS / f"{name}.yaml"),
            out=Path(folder),
            addresses=addresses,
            told=lambda _at, _what: None,
        )
    async with pool.acquire() as connection:
        return [json.loads(line) for line in await publication.everything(connection)]


async def _reports(addresses: StackAddresses, pool: Pool) -> list[Event]:
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(addresses=addresses, pool=pool, folder=Path(folder), number=0)
        async with engine.working() as (client, _):
            await everything_that_happens(Reporting.of(engine, client, "interim"))
    async with pool.acquire() as connection:
        return [json.loads(line) for line in await publication.everything(connection)]


async def _read_the_notes(connection: Connection) -> None:
    """A department reads each note that was shared with it; scenarios end before that."""
    everything = await publication.of_visit(connection)
    last = max(json.loads(entry.cloudevent)["time"] for entry in everything)
    now = datetime.fromisoformat(last) + timedelta(hours=1)
    for visit in dict.fromkeys(entry.partition for entry in everything):
        try:
            async with connection.transaction():
                await read_note(
                    connection, visit, department=Department.DFE, reader="dfe-archive", now=now
                )
        except (NoteNotShared, NoteRecalled):
            continue


def main(arguments: list[str], play: Play = _on_a_stack_of_its_own) -> int:
    """Write the file of examples; 1 when there is a type without one."""
    kept: dict[str, Event] = json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else {}
    if "--anew" in arguments:  # nothing records what is retired
        kept = {name: event for name, event in kept.items() if CATALOGUE[name].retired}
    try:
        made = record(kept, scenarios(), play)
    except NotRecorded as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    EXAMPLES.write_text(as_json(made), encoding="utf-8")
    fresh = [name for name, event in made.items() if kept.get(name) != event]
    sys.stdout.write(f"Examples: {len(made)}, of which {len(fresh)} are new.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
