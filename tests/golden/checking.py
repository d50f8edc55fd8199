"""What the tests of golden histories and their recording ask, with the words of the answers."""

from collections.abc import AsyncIterator, Sequence
from difflib import unified_diff

from temporalio.client import WorkflowHistory

from release.replay import Verdict, find_differences, replay_visits, workflow_type_of
from tests.golden.book import Book, Generation
from tests.golden.fingerprint import fingerprint, levelled

_TOLD = 12  # sentences or lines; more would hide the first

HOW_TO_PATCH = """\
If this was not meant, mend it. If it was, visits that are under way must keep what they have:
- what `rules` decides or when something is due: behind `state.rules_version`, raised in
  `schemas/messages.py`, with a name in `rules/versions.py`;
- the order or kind of what a workflow asks for: behind `workflow.patched("<year-month>-<what>")`;
- a field of an event or message: only ever added, with a default; anything else is a new type.
When every older generation replays unchanged again, `make golden` adds the new one."""


async def what_replay_finds(book: Book, generation: Generation) -> list[str]:
    """Why a committed generation does not replay unchanged on this code; nothing if it does."""
    report = await replay_visits(_each(book.histories(generation)))
    return [
        f"{visit.name} {_VERBS[visit.verdict]}: {sentence}"
        for visit in report.visits
        for sentence in visit.sentences[:_TOLD]
    ]


_VERBS = {
    Verdict.UNCHANGED: "is unchanged",
    Verdict.DECIDES_DIFFERENTLY: "would be decided differently",
    Verdict.WOULD_BREAK: "would break",
}


def what_differs(book: Book, scenario: str, fresh: Sequence[WorkflowHistory]) -> list[str]:
    """How a fresh play differs from the newest generation; nothing if it does not."""
    standing = book.standing(scenario)
    if not standing:
        return [f"Scenario {scenario} has no golden history yet; `make golden` records one."]
    newest = standing[-1]
    before, now = book.recorded_fingerprint(newest), fingerprint(fresh)
    if before == now:
        return []
    found = [
        difference.sentence
        for old, new in zip(book.histories(newest), fresh, strict=False)
        for difference in find_differences(levelled(old), levelled(new), workflow_type_of(old))
    ]
    lines = unified_diff(
        before.splitlines(), now.splitlines(), newest.name, "this code", n=1, lineterm=""
    )
    return [*found[:_TOLD], *list(lines)[: 2 * _TOLD]]


async def _each(histories: Sequence[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history
