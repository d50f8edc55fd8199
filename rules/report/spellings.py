"""Answers and questions of surveys that areas wrote otherwise: they would be counted apart.

“Very good” from five areas and “very good” from one are two rows, and the second tells of one area
alone.
"""

from collections.abc import Collection, Iterator, Sequence

from rules.disclosure.tables import folded
from rules.report.counts import survey_table
from schemas.anonymity import Failure
from schemas.evidence import VisitEvidence
from schemas.ids import VisitId
from schemas.report.values import TableName
from schemas.visible import echoed

WRITTEN_OTHERWISE = "written-otherwise"


def written_otherwise(
    visits: Sequence[VisitEvidence], wanted: Collection[TableName]
) -> Iterator[Failure]:
    """What in survey results is the same and written otherwise, once for each.

    Two that one visit tells apart are two.

    Args:
        visits: What each gives.
        wanted: The tables that are in the report.
    """
    questions: dict[tuple[str, ...], dict[str, tuple[VisitId, TableName]]] = {}
    answers: dict[tuple[str, ...], dict[str, tuple[VisitId, TableName]]] = {}
    apart: set[tuple[str, ...]] = set()
    for one in visits:
        own: dict[tuple[str, ...], str] = {}
        for row in one.survey:
            table = survey_table(row.audience, row.question)
            if table not in wanted:
                continue
            asked: tuple[str, ...] = (row.audience, folded(row.question))
            answered = (*asked, folded(row.answer))
            for key, words, found in (
                (asked, row.question, questions),
                (answered, row.answer, answers),
            ):
                found.setdefault(key, {}).setdefault(words, (one.visit, table))
                if own.setdefault(key, words) != words:
                    apart.add(key)
    for what, found in (("question", questions), ("answer", answers)):
        for key, spellings in found.items():
            if len(spellings) > 1 and key not in apart:
                yield _differs(what, spellings)


def _differs(what: str, spellings: dict[str, tuple[VisitId, TableName]]) -> Failure:
    (one, (here, _)), (other, (there, table)) = [*spellings.items()][:2]
    return Failure(
        place=f"table {table}",
        rule=WRITTEN_OTHERWISE,
        sentence=(
            f"The {what} “{echoed(one)}” of {here} is “{echoed(other)}” of {there}: what is the "
            "same is counted apart if it is written otherwise, and so tells of few areas. Record "
            "it again, written the same, with `visits survey-results`, or leave the table out with "
            "`visits report tables`."
        ),
    )
