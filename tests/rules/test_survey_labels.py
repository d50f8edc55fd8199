"""Survey results hold labels: what reads like a person's own words is refused by its line."""

import pytest

from rules.refusals import RefusalCode, Refused
from rules.survey_labels import MOST_ANSWERS, questions_in, require_labels
from schemas.personal import Person, SurveyRow
from schemas.values import ContactRole, SurveyAudience
from tests.support.visits import require_readable

PARENTS, YOUNG = SurveyAudience.PARENTS_AND_CARERS, SurveyAudience.YOUNG_PEOPLE
ASKED = (PARENTS, YOUNG)
PEOPLE = [
    Person(
        ref="dcs",
        role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
        name="Amara Okafor",
        email="a.okafor@kent.example.gov.uk",
        organisation="Kent County Council",
    ),
    Person(
        ref="forum",
        role=ContactRole.PARENT_CARER_FORUM,
        name="Grace Good",
        email="chair@forum.example.org",
        organisation="Forum",
    ),
]


def row(
    answer: str = "Yes",
    question: str = "Heard from school",
    audience: SurveyAudience = PARENTS,
    count: int = 3,
) -> SurveyRow:
    return SurveyRow(audience=audience, question=question, answer=answer, count=count)


def why(*rows: SurveyRow) -> str:
    with pytest.raises(Refused) as caught:
        require_labels(rows, ASKED, PEOPLE)
    assert caught.value.code is RefusalCode.SURVEY
    require_readable(caught.value.sentence)
    return caught.value.sentence


@pytest.mark.parametrize(
    "answer",
    [
        *("Yes", "No", "Don't know", "Prefer not to say", "1", "10+", "5-10", "Very good"),
        *("Every week or more often", "Neither agree nor disagree", "£20 to £30", "N/A"),
        *("Speech and language therapy", "Year 9", "Not applicable / none of these", "2019/20"),
        *("By phone, text or e-mail", "Good", "GP", "EHC plan (annual review)", "Wael fawr iawn"),
    ],
)
def test_an_answer_that_can_be_chosen_is_kept(answer: str) -> None:
    require_labels([row(answer)], ASKED, PEOPLE)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("They never rang. We waited", "stops like a sentence"),
        ("It was awful!", "stops like a sentence"),
        ("Nobody told us anything at all about the plan", "more than 8 words"),
        ("Multidisciplinary-assessment/reassessment/communication-support", "60 characters"),
        ("Waited\nfor months", "a line break"),
        ("Write to jo@example.org", "an address"),
        ("ME14 1XQ", "an address"),
        ("12 Station Road", "an address"),
        ("See https://example.org/x", "a link"),
        ("www.example.org", "a link"),
        ("kentfamilies.org.uk", "a link"),
        ("Ring 01622 555 019", "a telephone number"),
        ("NHS 943 476 5919", "a number of one person"),
        ("A123456789012", "a number of one person"),
        ("QQ 12 34 56 C", "a number of one person"),
        ("07700 900123", "a telephone number"),
        ("+44 7700 900123", "a telephone number"),
        ("\uff10\uff17\uff17\uff10\uff10 900123", "a telephone number"),
        ("Mrs Okafor", "the name of somebody"),
        ("amara", "the name of somebody"),
        ("ÁMARA  okafor's team", "the name of somebody"),
        ("Grace Good rang", "the name of somebody"),
        ("He was excluded", "tells of one person"),
        ("Our daughter waited", "tells of one person"),
        ("I\u2019m still waiting", "tells of one person"),
    ],
)
def test_what_reads_like_somebodys_own_words_is_refused(answer: str, found: str) -> None:
    sentence = why(row(), row(answer, "Anything else"))

    assert "in line 3, its answer" in sentence
    assert found in sentence
    assert answer not in sentence


def test_a_question_may_be_a_whole_one_and_no_story() -> None:
    asked = "How well did education, health and care work together while schools were closed?"
    require_labels([row(question=asked)], ASKED, PEOPLE)

    assert "in line 2, its question has more than 120 characters" in why(row(question=asked * 2))
    assert "its question has a telephone number" in why(row(question="Call 01622 555019?"))
    assert "its question has the name" in why(row(question="Was Okafor helpful?"))


def test_a_hundred_different_answers_to_one_question_are_peoples_own() -> None:
    many = [row(f"Option {number}") for number in range(MOST_ANSWERS)]
    require_labels([*many, row("Another", audience=YOUNG)], ASKED, PEOPLE)

    sentence = why(*many, row("Another"))
    assert f"in line {MOST_ANSWERS + 2}" in sentence
    assert "100th different answer to one question" in sentence


def test_an_answer_has_one_line() -> None:
    sentence = why(row(count=1), row("No"), row("yes", count=2))

    assert "in line 4" in sentence
    assert "as line 2" in sentence


def test_an_audience_whose_survey_there_was_not_is_named_with_its_line() -> None:
    sentence = why(row(), row(audience=SurveyAudience.PRACTITIONERS))

    assert "in line 3, there was no survey for practitioners" in sentence
    assert "parents and carers and young people" in sentence


def test_small_numbers_and_zero_are_kept() -> None:
    require_labels([row(count=0), row("No", count=1)], ASKED, PEOPLE)


def test_each_audiences_questions_count_apart() -> None:
    assert questions_in([row(), row("No"), row(audience=YOUNG), row(question="Other")]) == 3
