"""A report grades nobody, and says so without being asked about it."""

from pathlib import Path

import pytest

from rules.report.graded import grading

_ANONYMITY = Path(__file__).parent.parent / "anonymity"
INNOCENT = [
    line
    for name in ("innocent_report.txt", "innocent_sentences.txt")
    for line in (_ANONYMITY / name).read_text(encoding="utf-8").splitlines()
]


def told(text: str, *answers: str) -> list[str]:
    failures = grading({"statement-1": text}, [(text, answer) for answer in answers])
    assert all((one.place, one.rule) == ("statement-1", "ask") for one in failures)
    return [one.sentence.split("”")[0].removeprefix("“") for one in failures]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The area was rated inadequate in 2019.", "area was rated inadequate"),
        ("Areas were judged to be outstanding.", "Areas were judged to be outstanding"),
        ("Four areas were good and two were inadequate.", "areas were good"),
        ("The area's effectiveness requires improvement.", "requires improvement"),
        ("Leaders deserve a grade of 2.", "grade of 2"),
        ("Areas scored 8/10 for contact.", "scored 8/10"),
        ("We ranked areas by how they kept in contact.", "ranked"),
        ("This was the best area that we visited.", "best area"),
        ("Services were inadequate.", "Services were inadequate"),
        ("Not all areas were graded good.", "graded good"),
        ("Most areas passed the visit.", "passed the visit"),
        ("Areas were g\N{SOFT HYPHEN}raded.", "g\\xadraded"),
        ("Areas were gr\N{CYRILLIC SMALL LETTER A}ded.", "gr\N{CYRILLIC SMALL LETTER A}ded"),
    ],
)
def test_what_reads_like_a_grade_is_asked_about(text: str, spelled: str) -> None:
    assert spelled in told(text)
    assert spelled not in told(text, spelled)


@pytest.mark.parametrize(
    "text",
    [
        *INNOCENT,
        "These visits were not inspections, and no area was graded.",
        "We did not grade or rank areas.",
        "Most parents rated the support as good.",
        "Leaders were good at listening.",
        "Access to therapy required improvement in places.",
        "Examinations and grades were a worry for young people.",
        "Scores of families wrote, and staff of all ranks answered.",
        "There are outstanding referrals.",
        "Good practice was shared across areas.",
    ],
)
def test_ordinary_sentences_are_not(text: str) -> None:
    assert told(text) == []
