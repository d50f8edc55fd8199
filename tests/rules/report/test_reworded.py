"""What an earlier edition said is told again in other words: the difference is the same."""

import pytest

from rules.report.figures import figures_in
from rules.report.reworded import Said, said_again
from schemas.report.values import ReportPolicy
from schemas.values import FindingKind
from tests.rules.report.reports import finding, statement

CALLS = "Families were called each week, and said that it helped."
KIND = statement(1, finding(1)).kind


def found(
    sentence: str,
    before: str,
    *,
    areas: int = 5,
    areas_before: int = 4,
    shared: int = 0,
    kind: FindingKind = KIND,
    ordinary: tuple[tuple[str, str], ...] = (),
) -> list[tuple[str, str]]:
    """Rule and sentence of each failure; the earlier statement rests on so many of the findings."""
    resting = tuple(finding(number) for number in range(1, areas + 1))
    others = tuple(finding(number, 2) for number in range(1, areas_before - shared + 1))
    said = Said("Autumn", before, kind, areas_before, frozenset((*resting[:shared], *others)))
    failures = said_again(
        [statement(1, *resting)],
        {"statement-1": sentence},
        [said],
        policy=ReportPolicy(),
        ordinary=ordinary,
    )
    return [(one.rule, one.sentence) for one in failures]


def test_the_same_words_are_refused_and_the_report_is_named() -> None:
    ((rule, sentence),) = found(CALLS, f" {CALLS.upper()}")
    assert rule == "few-more"
    assert "“Autumn” says the same of 4 areas, and this report of 5" in sentence
    assert "other words" not in sentence


@pytest.mark.parametrize(
    "reworded",
    [
        "Each week families had calls, which helped.",
        "Families, who were called every week, said it helped them.",
        "families: called EVERY week; it helps",
    ],
)
def test_other_words_for_the_same_are_asked_about_with_both(reworded: str) -> None:
    ((rule, sentence),) = found(reworded, CALLS)
    assert rule == "ask"
    for told in (reworded, CALLS, "“Autumn”", "5 areas", "4"):
        assert told in sentence


def test_what_rests_on_the_same_findings_is_about_the_same_however_it_is_put() -> None:
    ((rule, sentence),) = found("Somebody rang them up.", CALLS, shared=3)
    assert rule == "ask"
    assert CALLS in sentence
    assert not found("Somebody rang them up.", CALLS, shared=1)


def test_of_as_many_areas_or_of_enough_more_it_may_be_said_again() -> None:
    for areas in (4, 7):
        assert not found("Each week families had calls, which helped.", CALLS, areas=areas)


def test_other_things_said_alike_are_not_asked_about() -> None:
    assert not found("Leaders met each week, and said that it helped.", CALLS)
    assert not found("Health advice came late where therapists were short.", CALLS)
    others = [one for one in FindingKind if one is not KIND]
    assert not found("Families had calls each week.", CALLS, kind=others[0])


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Of 120 parents, 40 were called each week.", "Of 120 parents, 42 were called each week."),
        ("Forty parents were called each week.", "42 parents were called every week."),
        ("Forty-one parents were called.", "Called were 43 parents."),
        ("Two hundred parents were called.", "203 parents were called."),
        ("A dozen schools had calls.", "Fourteen schools were called."),
    ],
)
def test_counts_that_differ_by_few_are_asked_about_whatever_is_written(
    before: str, now: str
) -> None:
    ((rule, sentence),) = found(now, before, areas=5, areas_before=5)
    assert rule == "ask"
    assert before in sentence
    assert now in sentence


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Of 120 parents, 40 were called.", "Of 120 parents, 60 were called."),
        ("40% of parents were called.", "41 per cent of parents were called."),
        ("Parents were called for 3 weeks.", "Parents were called for four weeks."),
        ("Parents were called in 2020.", "Parents were called in 2021."),
    ],
)
def test_shares_times_and_counts_far_apart_are_not(before: str, now: str) -> None:
    assert not found(now, before, areas=5, areas_before=5)


def test_what_stays_word_for_word_is_compared_with_itself_alone() -> None:
    other = "Each week families had calls, which helped."
    resting = tuple(finding(number) for number in range(1, 6))
    mine = [statement(1, *resting[:4]), statement(2, *resting)]
    said = [Said("Autumn", CALLS, KIND, 4), Said("Autumn", other, KIND, 5)]
    words = {"statement-1": CALLS, "statement-2": other}
    assert not [*said_again(mine, words, said, policy=ReportPolicy())]


def test_a_person_says_that_two_are_about_different_things() -> None:
    mine = "Each week families had calls, which helped."
    assert not found(mine, CALLS, ordinary=((mine, CALLS),))
    assert found(mine, CALLS, ordinary=((mine, "Something else."),))
    assert found(f"{mine} Often.", CALLS, ordinary=((mine, CALLS),))


def test_a_long_earlier_sentence_is_answered_with_as_much_of_it_as_an_answer_may_have() -> None:
    long = f"Families were called {'very ' * 60}often each week."
    mine = "Families were called often each week."
    ((_, sentence),) = found(mine, long)
    answer = sentence.rsplit("as the word: “", 1)[1].split("”")[0]
    assert len(answer) <= 200
    assert not found(mine, long, ordinary=((mine, answer),))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Of 1,204 parents, forty-one", {1204, 41}),
        ("half a dozen, two dozen, a hundred and six", {6, 24, 106}),
        ("one area, 3rd, 12 weeks, 3.5, 45%, five per cent, in 2020, two-thirds", set()),
    ],
)
def test_counts_are_read_however_they_are_written(text: str, figures: set[int]) -> None:
    assert figures_in(text) == figures
