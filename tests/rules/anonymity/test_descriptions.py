"""Who is recognised without a name is asked about, and ordinary English is not."""

from pathlib import Path

import pytest

from rules.anonymity import recognisable_in
from schemas.anonymity import Failure, Ruling

HERE = Path(__file__).parent
INNOCENT = [
    line
    for name in ("innocent_report.txt", "innocent_sentences.txt")
    for line in (HERE / name).read_text(encoding="utf-8").splitlines()
]


def asked(text: str, **given: object) -> list[Failure]:
    return recognisable_in({"statement-1": text}, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The only unitary authority in the North East did well.", "The only unitary authority"),
        ("In one area, leaders listened.", "In one area"),
        ("Help came late in one area where leaders had left.", "in one area"),
        ("One of the areas had no plan.", "One of the areas"),
        ("Two London boroughs shared a team.", "Two London boroughs"),
        ("Two of eight areas had no plan.", "Two of eight areas"),
        ("Both areas had no plan.", "Both areas"),
        ("The sole county council did well.", "The sole county council"),
        ("A single council had closed its centre.", "A single council"),
        ("It was true of all areas but one.", "all areas but one"),
        ("The largest county council had fewer staff.", "largest county council"),
        ("It was so in the most rural area.", "most rural area"),
        ("Ferries to the islands stopped.", "islands"),
        ("The council that declined had a plan.", "council that declined"),
        ("Three siblings waited.", "Three siblings"),
        ("One young person waited for a year.", "One young person"),
        ("A 14-year-old boy waited.", "A 14-year-old"),
        ("A child with Rett syndrome waited.", "Rett syndrome"),
        ("Mr Jenkins led the work.", "Mr Jenkins"),
        ("The head, Dr Patel, said so.", "Dr Patel"),
        ("Hilltop Primary School did well.", "Hilltop Primary School"),
        ("Leaders at Fernhill Academy met.", "Fernhill Academy"),
        ("Great Ormond Street Hospital helped.", "Great Ormond Street Hospital"),
        ("One LA had no plan.", "One LA"),
        ("Two CCGs shared a team.", "Two CCGs"),
        ("In one locality, leaders met.", "In one locality"),
        ("The only deaf child waited.", "The only deaf child"),
        ("A boy born on 3 March waited.", "born on 3"),
        ("Somebody born in March 2011 waited.", "born in March"),
        ("A girl (DOB 03/03/2011) waited.", "DOB"),
        ("The date of birth, 2011-03-03, was wrong.", "date of birth, 2"),
        ("Her fourteenth birthday passed.", "Her fourteenth birthday"),
        ("A pupil who turned 14 was told.", "pupil who turned 14"),
        ("A Year 9 pupil was excluded.", "A Year 9 pupil"),
        ("Child A waited.", "Child A"),
        ("Leaders in Area B met.", "Area B"),
        ("In ME14 families waited.", "ME14"),
        ("A parent said «nobody called us for weeks».", "«nobody called us for weeks»"),
        ("A parent said „nobody called us for weeks“.", "„nobody called us for weeks“"),
        (
            "A parent said “nobody called us for weeks”.",
            "“nobody called us for weeks”",
        ),
    ],
)
def test_it_is_asked_about(text: str, spelled: str) -> None:
    (failure,) = asked(text)
    assert failure.rule == Ruling.ASK
    assert failure.place == "statement-1"
    assert failure.sentence.startswith(f"“{spelled}” may tell of ")
    assert f"say so for this sentence: “{text}”" in failure.sentence


@pytest.mark.parametrize(
    "text",
    [
        "One area of strength was early years.",
        "One area for improvement is waiting times.",
        "One of the main areas of concern was money.",
        "One of the challenges for areas was money.",
        "The only way to reach families was by telephone.",
        "The most deprived areas had fewer nurses.",
        "Three areas shared a team.",
        "Five children waited.",
        "One family support worker came.",
        "Each child had one plan.",
        "Children with Down's syndrome were seen.",
        "The NHS Trust and the Virtual School met.",
        "Every Special School stayed open.",
        "Therapists used MS Teams, or Ms Teams as they call it.",
        "One council officer saw each family, and at least one family in each area was met.",
        "The Open University offered courses.",
        "We call it “business as usual”.",
        "One parent said that it helped.",
        "In the North East, leaders listened.",
    ],
)
def test_ordinary_english_passes(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Children born early had fewer checks.",
        "Plans changed at a 25th birthday.",
        "Pupils in Year 9 chose subjects.",
        "Leaders met as a partnership board, and one partnership board led.",
        "Air was measured by CO2, also in case of need.",
        "In each case 9 in 10 letters came.",
        "The only family support was by telephone.",
    ],
)
def test_what_is_said_of_all_is_not(text: str) -> None:
    assert asked(text) == []


def test_of_sentences_that_name_nobody_few_are_asked_about() -> None:
    assert len(INNOCENT) > 200
    assert len([one for one in INNOCENT if asked(one)]) == 3


def test_an_answer_holds_for_its_sentence_alone() -> None:
    said = [("In one area, leaders listened.", "In one area")]
    assert asked("In one area, leaders listened.", ordinary=said) == []
    assert asked("Staff knew. In one area, leaders listened.", ordinary=said) == []
    assert asked("In one area, leaders left.", ordinary=said)


def test_how_many_are_few_is_the_policys() -> None:
    assert asked("Four areas shared a team.") == []
    assert asked("Four areas shared a team.", areas=5)
    assert asked("Six children waited.", people=10)


def test_a_region_of_which_few_areas_were_visited_is_asked_about() -> None:
    for written in ("North East", "north-east", "Northeast"):
        assert asked(f"In the {written}, leaders listened.", few=["North East"])
    assert asked("County councils listened.", few=["county councils?"])


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("A couple of areas had no plan.", "A couple of areas"),
        ("Fewer than three areas had a plan.", "Fewer than three areas"),
        ("No more than two areas had a plan.", "two areas"),
        ("All areas bar one had a plan.", "All areas bar one"),
        ("All had a plan, with one exception.", "with one exception"),
        ("The first council visited had a plan.", "first council"),
        ("The 2nd area that we visited had a plan.", "2nd area that we visited"),
        ("A solitary council had a plan.", "A solitary council"),
        ("One region had no plan.", "One region"),
        ("In \N{FULLWIDTH DIGIT TWO} areas there was a plan.", "In \N{FULLWIDTH DIGIT TWO} areas"),
        ("In tw\N{ZERO WIDTH SPACE}o areas there was a plan.", "In tw\N{ZERO WIDTH SPACE}o areas"),
        (
            "In \N{CYRILLIC SMALL LETTER O}ne area there was a plan.",
            "In \N{CYRILLIC SMALL LETTER O}ne area",
        ),
        ("In one\N{NO-BREAK SPACE}area there was a plan.", "In one area"),
        ("Fewer than five children waited.", "Fewer than five children"),
        ("A handful of families waited.", "A handful of families"),
        ("The twins waited.", "twins"),
        ("A boy of 14 waited.", "boy of 14"),
        ("A fourteen-year-old waited.", "A fourteen-year-old"),
    ],
)
def test_few_are_asked_about_in_other_spellings(text: str, spelled: str) -> None:
    (failure,) = asked(text)
    told = failure.sentence.partition("”")[0].removeprefix("“")
    assert told.replace(r"\u200b", "\N{ZERO WIDTH SPACE}") == spelled
    assert " may tell of " in failure.sentence
    for answer in (spelled, told):
        assert not asked(text, ordinary=[(text, answer)])


@pytest.mark.parametrize(
    "text",
    [
        "{} 17% of areas had a plan.",
        "{} 17 per cent of the areas that we visited had a plan.",
        "{} a sixth of the areas had a plan.",
        "{} one-sixth of areas had a plan.",
        "{} one in six areas had a plan.",
        "{} 1 in every 6 areas had a plan.",
        "{} five-sixths of areas had a plan.",
        "{} \N{VULGAR FRACTION ONE SIXTH} of areas had a plan.",
        "{} 5/6 of the areas had a plan.",
        "{} two-thirds of local areas had a plan.",
        "{} 83.3 percent of areas had a plan.",
    ],
)
def test_a_share_of_areas_is_a_number_where_few_were_visited(text: str) -> None:
    text = text.format("So")
    assert len(asked(text, visited=6)) == 1
    assert not asked(text, visited=150)
    assert not asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Five of the six areas had a plan.",
        "A third of the three areas had a plan.",
        "Half of the four councils had a plan.",
    ],
)
def test_a_share_of_as_many_as_the_text_says_is_one_too(text: str) -> None:
    assert len(asked(text, visited=150)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Half of the areas had a plan.",
        "More than two areas had a plan.",
        "At least two areas had a plan.",
        "Fewer than ten areas had a plan.",
        "The first area for improvement was speech.",
        "The second area of work was health.",
        "A third of parents, and one in six children, waited.",
        "33% of children waited.",
        "Not more than five families waited at a time.",
    ],
)
def test_shares_of_people_and_numbers_of_enough_are_not(text: str) -> None:
    assert not asked(text, visited=6)
