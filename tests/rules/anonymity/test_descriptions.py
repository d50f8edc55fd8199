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
