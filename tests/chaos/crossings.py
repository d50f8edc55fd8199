"""The crash matrix: every crossing of every kind of process, in every story."""

from collections.abc import Iterator

from tests.chaos.stories import STORIES
from tests.chaos.surviving import disturbed, doom_in, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict

STEPS = "step of an activity"
TASKS = "workflow task"
BY_NOTIFY = "step, letters by GOV.UK Notify"
MAILED = ("a visit",)
"""The stories of which letters go by Notify, too."""


def crossings() -> Iterator[Fault]:
    """A part of the table for each story and each kind of crossing."""
    for story in STORIES:
        for what in (STEPS, TASKS, *((BY_NOTIFY,) if story in MAILED else ())):
            yield _killed(story, what)


def _killed(name: str, what: str) -> Fault:
    fault = f"{name}: killed at every {what}"
    story = STORIES[name]
    tasks, by_notify = what == TASKS, what == BY_NOTIFY

    async def play(site: Site) -> Verdict:
        calm = await undisturbed(story, site.addresses, site.folder / "calm", by_notify=by_notify)
        doom = doom_in(
            site.folder / "doom",
            seed=site.seed,
            one_in=site.one_in,
            tasks=tasks,
            activities=not tasks,
            occasions=True,
        )
        told = await disturbed(story, site.addresses, site.folder, doom, by_notify=by_notify)
        return judged(fault, told, calm)

    return Fault(fault, play)
