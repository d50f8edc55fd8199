"""A number that a table hides is not told in a sentence beside it."""

import pytest

from rules.report.composing import Protected
from rules.report.counts import Counted
from rules.report.told_numbers import telling_what_is_hidden
from schemas.report.tables import TOTAL, Dimension, Measure, Unit

CALLS = Counted(
    id="survey_parents_00000000",
    title="Were you called?",
    description="What parents and carers answered.",
    dimensions=(Dimension(name="answer", label="Answer"),),
    measure=Measure(name="count", label="Replies", unit=Unit.NUMBER),
    counts={("Yes",): 37, ("No",): 3, ("At times",): 80},
    threshold=5,
    width=5,
)
SHOWN: dict[tuple[str, ...], int] = {(TOTAL,): 120, ("At times",): 80}


PROTECTED = Protected(CALLS, SHOWN)


def told(text: str, table: Protected = PROTECTED, *answers: str) -> list[str]:
    failures = telling_what_is_hidden(
        {"statement-1": text}, [table], [(text, answer) for answer in answers]
    )
    assert all((one.place, one.rule) == ("statement-1", "ask") for one in failures)
    return [one.sentence.split("”")[0].removeprefix("“") for one in failures]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Of 120 parents, 37 parents were called.", "37 parents"),
        ("We heard that 37 of the 120 parents were called.", "37 of the 120 parents"),
        ("Thirty-seven families were called.", "Thirty-seven families"),
        ("There were 37 such replies.", "37 such replies"),
    ],
)
def test_a_hidden_number_of_people_is_asked_about(text: str, spelled: str) -> None:
    assert told(text) == [spelled]
    assert not told(text, PROTECTED, spelled)


@pytest.mark.parametrize(
    "text",
    [
        "Of 120 parents, 80 were called at times.",
        "Three parents were not called.",
        "It took 37 days until parents were called.",
        "There were 37 schools. Parents were called.",
        "37% of parents were called.",
    ],
)
def test_what_is_shown_small_or_of_other_things_is_not(text: str) -> None:
    assert not told(text)


def test_of_a_table_that_is_left_out_every_number_is_hidden() -> None:
    assert told("In all 120 parents answered.", Protected(CALLS, {})) == ["120 parents"]


def test_what_is_rounded_in_a_table_is_not_told_as_it_is() -> None:
    rounded = Protected(
        CALLS._replace(round_to=10, counts={("Yes",): 37, ("No",): 84}),
        {(TOTAL,): 121, ("Yes",): 37, ("No",): 84},
    )
    assert told("We asked 121 parents.", rounded) == ["121 parents"]
    assert not told("We asked 120 parents.", rounded)
