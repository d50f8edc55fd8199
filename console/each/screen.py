"""What a decision would do to each of many visits, and what it did, on the screen and as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from console.terminal.errors import ExitCode
from console.terminal.output import say, show, table, write_json
from desk.preview import Preview
from desk.wording import stage_words
from rules.refusals import Refused
from schemas.ids import VisitId
from schemas.state import Receipt
from schemas.values import Stage

if TYPE_CHECKING:
    from desk.batches import Progress

_WAITS = "not settled yet"


class Looked(NamedTuple):
    """What a decision would do to one visit.

    Attributes:
        visit: Which.
        area: The name of its area.
        stage: Where it stands.
        preview: What would happen; `None` where it refuses.
        refused: Why it refuses.
    """

    visit: VisitId
    area: str
    stage: Stage
    preview: Preview | None = None
    refused: Refused | None = None


def show_looked(looked: Sequence[Looked]) -> None:
    """A line for each visit: what would happen, or why it refuses."""
    rows = [
        (each.visit, f"{each.area}\n{stage_words(each.stage)}", _would(each)) for each in looked
    ]
    show(table("Visit", "Area, stage", "What would happen", rows=rows, keep=[0]))


def _would(each: Looked) -> str:
    if each.preview is None:
        return f"Refuses. {each.refused.sentence if each.refused else ''}"
    words = ", ".join(event.words for event in each.preview.events)
    return f"{words[:1].upper()}{words[1:]}. {_letters(each.preview)}"


def _letters(preview: Preview) -> str:
    kinds = Counter(letter.what for letter in preview.letters)
    if not kinds:
        return "No letter."
    return f"Letters: {', '.join(f'{what} to {number}' for what, number in kinds.items())}."


def looked_as_json(each: Looked) -> dict[str, Any]:
    """The same for programs."""
    told: dict[str, Any] = {"visit": each.visit, "area_name": each.area, "stage": each.stage}
    if each.preview is None:
        return {**told, "result": "refuses", "error": _error(each.refused)}
    receipt = each.preview.receipt
    return {
        **told,
        "result": "takes",
        "events": [event.type for event in each.preview.events],
        "letters": [letter.key for letter in each.preview.letters],
        "stage_after": receipt.stage if isinstance(receipt, Receipt) else None,
    }


def _error(refused: Refused | None) -> dict[str, str] | None:
    return {"code": refused.code.value, "sentence": refused.sentence} if refused else None


def report(
    progress: "Progress",
    waits: Mapping[VisitId, str],
    refusing: Sequence[Looked],
    again: str,
    *,
    as_json: bool,
) -> ExitCode:
    """Say what became of a batch.

    Args:
        progress: The batch and its visits.
        waits: Why some are not settled, as sentences.
        refusing: Visits that refused it before the batch was begun.
        again: The command that goes on with it.
        as_json: Whether a program reads it.

    Returns:
        What the shell is told: whether some refused, or are not settled.
    """
    members = progress.members
    recorded = [member for member in members if member.sequence is not None]
    refused = [(m.visit, m.refused) for m in members if m.refused is not None]
    refused += [(each.visit, each.refused) for each in refusing if each.refused is not None]
    left = [member.visit for member in members if not member.is_settled]
    if as_json:
        write_json(
            {
                "batch": progress.batch.batch,
                "decision": progress.batch.decision,
                "visits": [
                    *(
                        {"visit": m.visit, "result": "recorded", "sequence": m.sequence}
                        for m in recorded
                    ),
                    *(
                        {"visit": visit, "result": "refused", "error": _error(why)}
                        for visit, why in refused
                    ),
                    *(
                        {"visit": visit, "result": "waits", "sentence": waits.get(visit, "")}
                        for visit in left
                    ),
                ],
            }
        )
    else:
        _tell(recorded, refused, left, waits, again)
    if left:
        return ExitCode.NOT_YET_RECORDED
    return ExitCode.FAILED if refused else ExitCode.DONE


def _tell(
    recorded: Sequence[object],
    refused: Sequence[tuple[VisitId, Refused]],
    left: Sequence[VisitId],
    waits: Mapping[VisitId, str],
    again: str,
) -> None:
    say(
        f"Recorded in {len(recorded)}, refused by {len(refused)}, "
        f"{_WAITS} in {len(left)} visit{'' if len(left) == 1 else 's'}."
    )
    rows = [(visit, why.sentence) for visit, why in refused]
    rows += [(visit, waits.get(visit, f"It was not reached; {again} goes on.")) for visit in left]
    if rows:
        show(table("Visit", "Why not", rows=rows, keep=[0]))
    if left:
        say(f"{again} goes on with what is left; nothing is done twice.")
