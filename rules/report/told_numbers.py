"""Numbers of people in sentences that a table of the report hides.

A count that is hidden is in nobody's table, and whoever knows it may still write it down: “37 of
the 120 parents” gives away what the table beside it keeps back, and what that protects.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from rules.report.composing import Protected
from rules.report.counts import AREAS_TABLE, SIZES_TABLE, Counted
from rules.report.figures import counts_with_places
from schemas.anonymity import Failure, Ruling

_PEOPLE = (
    r"parents?|carers?|mothers|fathers|famil(?:y|ies)|child(?:ren)?|young\s+people|pupils|students"
    r"|practitioners|professionals|teachers|staff|people|respondents|repl(?:y|ies)|responses|cases?"
)
_OF_PEOPLE: Final = re.compile(
    rf"(?:[\s-]+(?!(?:{_PEOPLE})\b)[^\s.;:!?]+){{0,5}}[\s-]+(?:{_PEOPLE})\b", re.IGNORECASE
)


def telling_what_is_hidden(
    texts: Mapping[str, str],
    tables: Sequence[Protected],
    ordinary: Collection[tuple[str | None, str]] = (),
) -> list[Failure]:
    """What in some texts is a number that a table hides; each is asked about.

    Counts below the threshold are not: “three parents” is said of many things.

    Args:
        texts: By where each stands.
        tables: As they would be published; of one that is left out, nothing is shown.
        ordinary: Texts, each with words of it that, as a person said, are about something else.
    """
    people = [one for one in tables if one.table.id not in {AREAS_TABLE, SIZES_TABLE}]
    told = {shown for one in people for shown in _as_shown(one)}
    hidden: dict[int, Counted] = {}
    for one in people:
        for count in _hidden(one):
            if count not in told:
                hidden.setdefault(count, one.table)
    said = {(_line(text), _line(words)) for text, words in ordinary if text is not None}
    return [
        _asked(place, spelled, text, hidden[number])
        for place, text in texts.items()
        for number, spelled in _of_people(text)
        if number in hidden and (_line(text), spelled) not in said
    ]


def _of_people(text: str) -> Iterator[tuple[int, str]]:
    """Each count of people in a text, with the words that say whom it counts."""
    for number, start, end in counts_with_places(text):
        if whom := _OF_PEOPLE.match(text, end):
            yield number, _line(text[start : whom.end()])


def _as_shown(one: Protected) -> Iterator[int]:
    return (_rounded(count, one.table.round_to) for count in one.shown.values())


def _hidden(one: Protected) -> Iterator[int]:
    """The counts, totals among them, that the table does not say as they are."""
    table = one.table
    for cell in product(*(table.levels(at) for at in range(len(table.dimensions)))):
        count = _count(table, cell)
        shown = one.shown.get(cell)
        if count >= table.threshold and shown != _rounded(count, table.round_to):
            yield count


def _count(table: Counted, cell: tuple[str, ...]) -> int:
    totals = [table.levels(at)[0] for at in range(len(cell))]
    return sum(
        count
        for key, count in table.counts.items()
        if all(level in {total, own} for level, total, own in zip(cell, totals, key, strict=True))
    )


def _rounded(count: int, to: int) -> int:
    return (count + to // 2) // to * to


def _asked(place: str, spelled: str, text: str, table: Counted) -> Failure:
    return Failure(
        place=place,
        rule=Ruling.ASK,
        sentence=(
            f"“{spelled}” may tell a number that “{table.title}” hides, or that is rounded there. "
            f"If it is about something else, say so for this sentence: “{_line(text)}” Otherwise "
            "leave the number out."
        ),
    )


def _line(text: str) -> str:
    return " ".join(text.split())
