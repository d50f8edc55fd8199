"""Rehearses a programme on a throwaway stack."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from desk.departments import EXAMPLES
from desk.reading import MEANINGS, Mistakes, Terms, checked, named
from desk.reading.files import NoFields, fields_in
from register import publication, reports
from register.areas import area_on, areas_on
from register.connection import Connection, open_pool
from register.frame_file import frame_csv
from register.migrate import migrate
from register.private_files import make_folder, write_file
from release.rehearsal.loader import BrokenScenario
from release.rehearsal.post import RehearsedPost
from release.rehearsal.programme.player import ProgrammePlayer
from rules.selection import read_frame, what_is_asked
from schemas.ids import VisitId
from schemas.programme import ProgrammeState
from schemas.programme.forms import PROGRAMME_FORMS
from schemas.programme.scenario import ProgrammeScenario
from schemas.report.values import report_subject
from schemas.scenario import Post
from schemas.selection import Asked, Frame
from schemas.visible import echoed
from stack import StackAddresses
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings


def programme_file(name: str) -> Path:
    """The file that a person means: by its path, or by a built-in scenario's name.

    Raises:
        BrokenScenario: There is no such file.
    """
    path = Path(name)
    if path.exists():
        return path
    folder = Path(str(files("scenarios").joinpath("programmes")))
    built_in = {file.stem: file for file in sorted(folder.glob("*.yaml"))}
    if name not in built_in:
        raise BrokenScenario(
            f"There is no programme to rehearse called “{echoed(name)}”. Name a file, or one that "
            f"is built in: {', '.join(built_in)}."
        )
    return built_in[name]


def load_programme(path: Path) -> ProgrammeScenario:
    """Read a programme's scenario.

    Raises:
        BrokenScenario: It cannot be read, or something is not filled in as it should be.
    """
    try:
        values = fields_in(path, "a programme")
        return checked(
            ProgrammeScenario,
            values,
            Terms(
                whole="a programme",
                source=path.name,
                meanings=MEANINGS,
                choices={"do": PROGRAMME_FORMS},
                unsaid={"with"},
            ),
        )
    except NoFields as error:
        raise BrokenScenario(str(error)) from None
    except Mistakes as mistakes:
        raise BrokenScenario(f"Programme {named(path)} is broken: {mistakes}.") from None


def frame_of(scenario: ProgrammeScenario) -> tuple[str, Frame, Asked]:
    """The frame of a scenario as a file, read, and what is asked of its sample.

    Raises:
        UnknownArea: It names an area that there never was.
        AreaNotThen: It names one that there is not on its day.
    """
    wanted = scenario.frame.areas
    for code in wanted:
        area_on(code, scenario.frame.day)
    text = frame_csv(
        area for area in areas_on(scenario.frame.day) if not wanted or area.gss_code in wanted
    )
    frame = read_frame(text.encode())
    asked = what_is_asked(frame, scenario.select.number, scenario.select.by)
    return text, frame, asked


@dataclass(frozen=True)
class ProgrammeReport:
    """How a rehearsed programme went.

    Attributes:
        state: The programme in the end.
        visits: How each visit ended, by its id; or the stage that it is left in.
        events: How many events were recorded.
        letters: How many letters left.
        seconds: How long it took to play, once the stack was up.
    """

    state: ProgrammeState
    visits: Mapping[VisitId, str]
    events: int
    letters: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "programme": self.state.model_dump(mode="json"),
            "visits": dict(self.visits),
            "events": self.events,
            "letters": self.letters,
            "seconds": round(self.seconds, 3),
        }


async def rehearse_programme(
    scenario: ProgrammeScenario,
    *,
    out: Path,
    addresses: StackAddresses,
    told: Callable[[datetime, str], None],
    settings: WorkerSettings = WorkerSettings(),  # noqa: B008 - frozen
) -> ProgrammeReport:
    """Play a programme on a throwaway stack, and write down what it left.

    Args:
        scenario: What people do.
        out: A folder for letters and events; made if it is not there.
        addresses: Of a stack in virtual time.
        told: Told what happens to the programme, and when.
        settings: Of the worker.
    """
    make_folder(out)
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        client = await connect(addresses.temporal, addresses.namespace)
        activities = activities_for(
            pool, RehearsedPost(out / "letters", Post()), MailSettings().sender, lambda: EXAMPLES
        )
        async with running_worker(client, activities, settings):
            begun = time.perf_counter()
            player = ProgrammePlayer(scenario, frame_of(scenario), client, pool, settings, told)
            state = await player.play()
            seconds = time.perf_counter() - begun
            async with pool.acquire() as connection:
                return await _report(connection, state, player, out, seconds)


async def _report(
    connection: Connection,
    state: ProgrammeState,
    player: ProgrammePlayer,
    out: Path,
    seconds: float,
) -> ProgrammeReport:
    published = await publication.everything(connection)
    lines = "".join(f"{line}\n" for line in published)
    write_file(out / "events.jsonl", lines.encode())
    for wanted in player.scenario.reports:
        folder = out / "reports" / wanted.name
        make_folder(folder)
        subject = report_subject(state.programme, wanted.name)
        for name, body in (await reports.files_of(connection, subject)).items():
            write_file(folder / name, body)
    return ProgrammeReport(
        state=state,
        visits={
            one.visit: one.state.outcome.value if one.state.outcome else one.state.stage.value
            for one in player.visits.values()
        },
        events=len(published),
        letters=len(list((out / "letters" / "new").glob("*.eml"))),
        seconds=seconds,
    )
