"""Survey results in a CSV file, as spreadsheets write them; a mistake is named by its line."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desk.reading.texts import named, text_of
from rules.selection.csv_text import CsvTable, read_csv
from schemas.sentences import Sentence
from schemas.values import SurveyAudience
from schemas.visible import echoed

COLUMNS: Final = ("audience", "question", "answer", "count")
_WHOLE = re.compile(r"[0-9]{1,7}")


class BrokenResults(Sentence):
    """A file of survey results cannot be used; the sentence names the line, and says why."""


def read_survey_results(file: Path) -> list[Mapping[str, object]]:
    """The rows of a file of survey results, each with its audience, question, answer and count.

    Args:
        file: CSV with the columns `audience`, `question`, `answer` and `count`, and no other; `-`
            is standard input.

    Raises:
        Unreadable: It is not there, too large, or not UTF-8.
        NotUsable: It is not CSV.
        BrokenResults: See there.
    """
    return survey_results_in(text_of(file), named(file))


def survey_results_in(text: str, called: str) -> list[Mapping[str, object]]:
    """The same, of the text of a file, and what sentences call it.

    Raises:
        NotUsable: It is not CSV.
        BrokenResults: See there.
    """
    table = read_csv(text.encode(), called)
    _require_columns(table, called, text)
    rows: list[Mapping[str, object]] = []
    for place, (line, cells) in enumerate(table.rows, start=2):
        if line != place:
            # So that a line of the file is a line wherever one is named.
            raise _broken(
                called, place, "it is empty, or a cell has a line break; each answer has one line"
            )
        rows.append(_row(dict(zip(COLUMNS, cells, strict=True)), called, line))
    if not rows:
        raise BrokenResults(f"{called} cannot be used: there is no answer below the heading.")
    return rows


def _require_columns(table: CsvTable, called: str, text: str) -> None:
    """Exactly the four, in their order; a column without a name would hold words unseen."""
    head = text.lstrip().splitlines()[0]
    if table.columns == COLUMNS and len(head.split(",")) == len(COLUMNS):
        return
    further = [column for column in table.columns if column not in COLUMNS]
    why = f"; “{echoed(further[0])}” is none of them" if further else ""
    if further and set(COLUMNS) < set(table.columns):
        why = f"; take “{echoed(further[0])}” out, because words of people are not kept"
    raise BrokenResults(
        f"{called} cannot be used, line 1: the columns are {','.join(COLUMNS)}, exactly and in "
        f"this order{why}."
    )


def _row(cells: Mapping[str, str], called: str, line: int) -> Mapping[str, object]:
    for column in ("question", "answer"):
        if not cells[column]:
            raise _broken(called, line, f"its {column} is empty")
    try:
        audience = SurveyAudience(re.sub(r"[\s-]+", "_", cells["audience"]).casefold())
    except ValueError:
        raise _broken(
            called,
            line,
            f"its audience, “{echoed(cells['audience'])}”, is none of {', '.join(SurveyAudience)}",
        ) from None
    if not _WHOLE.fullmatch(cells["count"]):
        raise _broken(
            called,
            line,
            f"its count, “{echoed(cells['count'])}”, is not a whole number such as 0 or 27",
        )
    return {**cells, "audience": audience, "count": int(cells["count"])}


def _broken(called: str, line: int, why: str) -> BrokenResults:
    return BrokenResults(f"{called} cannot be used, line {line}: {why}.")
