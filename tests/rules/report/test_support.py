"""What a report says rests on enough areas, and leaves none apart."""

import pytest

from rules.report.editions import OVERLAP, overlapping, relation_to
from rules.report.reworded import Said
from rules.report.support import LEADS_TO, leading_to_somebody, unsupported
from schemas.personal import FindingText
from schemas.report.content import Relation
from schemas.report.values import ReportPolicy
from schemas.values import FindingKind
from tests.rules.report.reports import finding, statement, visit
from tests.rules.report.test_counts import VISITS

TEN = [
    VISITS[0].model_copy(
        update={
            "visit": visit(number) if number < 10 else "autumn-e06000010",
            "findings": (
                FindingText(ref="finding-1", kind=FindingKind.WORKED_WELL, text="Calls."),
                FindingText(ref="finding-2", kind=FindingKind.CHALLENGE, text="Waits."),
            ),
        }
    )
    for number in range(1, 11)
]


def rules_of(areas: int, *, of: int = 10, before: int | None = None) -> list[str]:
    resting = statement(1, *(finding(number) for number in range(1, areas + 1)))
    kind = FindingKind.WORKED_WELL
    earlier = [Said("First", "The  SAME.", kind, before)] if before else []
    found = unsupported(
        [resting],
        {"statement-1": "The same."},
        TEN[:of],
        policy=ReportPolicy(),
        earlier=earlier,
    )
    assert all(one.place == "statement-1" for one in found)
    return [one.rule for one in found]


@pytest.mark.parametrize(
    ("areas", "rules"),
    [
        (1, ["few-areas"]),
        (2, ["few-areas"]),
        (3, []),
        (7, []),
        (8, ["few-others"]),
        (9, ["few-others"]),
    ],
)
def test_neither_those_it_rests_on_nor_the_others_are_few(areas: int, rules: list[str]) -> None:
    assert rules_of(areas) == rules


def test_all_areas_leave_none() -> None:
    assert rules_of(9, of=9) == []


@pytest.mark.parametrize(
    ("before", "rules"), [(4, ["few-more"]), (5, []), (6, ["few-more"]), (2, [])]
)
def test_what_was_said_before_of_a_few_areas_less_tells_those_apart(
    before: int, rules: list[str]
) -> None:
    assert rules_of(5, before=before) == rules


def test_a_statement_is_of_the_kind_of_its_findings() -> None:
    resting = statement(1, finding(1), finding(2, 2), finding(3))

    (failure,) = unsupported([resting], {"statement-1": "So."}, TEN[:3], policy=ReportPolicy())

    assert failure.rule == "another-kind"
    assert "finding-2 of autumn-e06000002" in failure.sentence


def test_an_edition_has_all_visits_of_the_one_before_or_none() -> None:
    six, ten = frozenset("abcdef"), frozenset("abcdefghij")

    assert overlapping(ten, [("First", six), ("Same", ten), ("Other", frozenset("xyz"))]) == []
    (failure,) = overlapping(six, [("All", ten)])
    assert failure.rule == OVERLAP
    assert "rests on 6 of these 6 visits and on 4 others" in failure.sentence
    (of_one,) = overlapping(six, [("All", frozenset("abcdefg"))])
    assert "and on one other, so" in of_one.sentence
    assert relation_to(ten, six) is Relation.ADDS_TO
    assert relation_to(ten, ten) is Relation.REPLACES


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Families rang 07700 900123 each week.", "a telephone number"),
        ("Families wrote to team@example.org.", "an address"),
        ("The hub at ME15 6AA was open each day.", "an address"),
        ("The local offer at www.example.org was read.", "a link"),
    ],
)
def test_nobody_is_found_by_what_a_statement_says(text: str, what: str) -> None:
    """A postcode in it tells the area as well as its name does."""
    words = {"statement-1": "Families were called each week.", "statement-2": text}

    (failure,) = leading_to_somebody(words)

    assert (failure.place, failure.rule) == ("statement-2", LEADS_TO)
    assert failure.sentence.startswith(f"It has {what}")
