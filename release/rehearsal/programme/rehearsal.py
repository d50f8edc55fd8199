"""Rehearses a programme on a throwaway stack."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from register.areas import areas_on
from register.connection import open_pool
from register.migrate import migrate
from register.private_files import make_folder
from release.rehearsal.post import RehearsedPost
from release.rehearsal.programme.player import ProgrammePlayer
from rules.selection import read_frame, what_is_asked
from schemas.programme import ProgrammeState
from schemas.programme.scenario import ProgrammeScenario
from schemas.scenario import Post
from schemas.selection import Asked, Frame
from stack import StackAddresses
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings


def load_programme(path: Path) -> ProgrammeScenario:
    """Read a programme's scenario."""
    return ProgrammeScenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def frame_of(scenario: ProgrammeScenario) -> tuple[Frame, Asked]:
    """The frame of a scenario, and what is asked of its sample."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["code", "name", "region", "council_type"])
    for area in areas_on(scenario.frame.day):
        if not scenario.frame.areas or area.gss_code in scenario.frame.areas:
            lines.writerow([area.gss_code, area.name, area.region.value, area.council_type.value])
    frame = read_frame(text.getvalue().encode())
    asked = what_is_asked(frame, scenario.select.number, scenario.select.by)
    return frame, asked


async def rehearse_programme(
    scenario: ProgrammeScenario,
    *,
    out: Path,
    addresses: StackAddresses,
    told: Callable[[datetime, str], None],
    settings: WorkerSettings = WorkerSettings(),  # noqa: B008 - frozen
) -> tuple[ProgrammeState, Any]:
    """Play a programme and leave its letters in a folder."""
    from desk.departments import EXAMPLES

    make_folder(out)
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        client = await connect(addresses.temporal, addresses.namespace)
        activities = activities_for(
            pool, RehearsedPost(out / "letters", Post()), MailSettings().sender, lambda: EXAMPLES
        )
        async with running_worker(client, activities, settings):
            player = ProgrammePlayer(scenario, frame_of(scenario), client, pool, settings, told)
            return await player.play(), player
