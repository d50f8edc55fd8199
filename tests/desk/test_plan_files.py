"""What a plan is made from, read strictly; what cannot be a plan is told with its place."""

from pathlib import Path

import pytest

from desk.plan_files import NotAPlan, pins_of, read_confirmed, read_plan
from rules.planning.problem import Pin
from schemas.values import InspectorRole
from tests.support.plans import PLAN, day


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("seed: spring", "sead: spring", "sead is not a field of the plan; did you mean seed?"),
        ("{area: E09000003", "{area: E09000004", "(“E09000004”) is none of the areas (line 12)"),
        ("{area: E09000003", "{area: E06000001", "(“E06000001”) is that of entry 1, too (line 12)"),
        ("ref: soc-1", "ref: edu-1", "inspectors 2, ref (“edu-1”) is that of entry 1, too"),
        ("latest: 2027-02-05", "latest: 2027-01-05", "is before the earliest day (2027-02-01)"),
        ("latest: 2027-02-05", "latest: 5 February", "is not a date, such as 2020-10-05"),
        (
            "first: 2027-02-01, last: 2027-02-12",
            "first: 2027-02-06, last: 2027-02-07",
            "two working",
        ),
        ("first: 2027-02-01, last: 2027-02-12", "first: 2027-02-12, last: 2027-02-01", "before it"),
        ("role: ofsted_social_care_hmi", "role: hmi", "must be ofsted_education_hmi"),
        ("mode: mixed", "mode: hybrid", "must be on_site, virtual or mixed, not “hybrid”"),
        ("home: London", "home: london", "(“london”) is spelt “London” in areas"),
        ("conflicts: [E06000002]", "conflicts: [E0600002]", "neither one of the areas nor a code"),
        ("visits_a_week: 6", "visits_a_week: six", "must be a whole number, not “six”"),
        ("travel: 3", "travel: -3", "weights, travel must be at least 0, not -3"),
        ("seconds: 20", "seconds: 0", "seconds must be"),
        ("window:", "windows:", "window is missing"),
        ("visits:\n", "visits: []\nvisits_not:\n", "visits is empty"),
        ("seed: spring", "seed: spring\nseed: autumn", "“seed” is there already, in line 2"),
    ],
)
def test_what_cannot_be_a_plan_is_refused_with_its_place(
    tmp_path: Path, there: str, instead: str, told: str
) -> None:
    assert there in PLAN
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace(there, instead, 1))

    with pytest.raises(NotAPlan) as refused:
        read_plan(file)
    assert told in str(refused.value)


def test_days_may_be_in_quotes_and_lists_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("2027-02-12}", "'2027-02-12'}").replace("bank_holidays", "#"))

    asked = read_plan(file)

    assert asked.window.last == day("02-12")
    assert asked.bank_holidays == ()
    assert asked.inspectors[1].most_visits == 6
    assert asked.inspectors[2].most_visits is None
    assert asked.inspectors[1].leave == ()
    assert asked.inspectors[1].conflicts == ()


def test_changes_settle_days_and_places(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    changes = ["E06000001.day=2027-02-04", "E06000001.ofsted_education_hmi=edu-1"]

    assert pins_of(read_plan(file), changes) == {
        "E06000001": Pin(day("02-04"), {InspectorRole.OFSTED_EDUCATION: "edu-1"})
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("E06000001.day=soon", "is not a date"),
        ("E06000009.day=2027-02-04", "none of the visits"),
        ("E06000001.ofsted_education_hmi=soc-1", "no inspector of the plan"),
        ("E06000001.hmi=edu-1", "neither day nor one of"),
        ("edu-1", "is not a change"),
    ],
)
def test_a_change_that_is_not_about_the_plan_is_refused(
    tmp_path: Path, change: str, told: str
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)

    with pytest.raises(NotAPlan, match=told):
        pins_of(read_plan(file), [change])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "has no assignments"),
        ("[]", "is not a plan: it should be lines"),
        ('{"assignments": [{"area": "E06000001"}]}', "is not an answer to a plan"),
        ("{", "cannot be understood"),
    ],
)
def test_an_answer_that_is_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(text)

    with pytest.raises(NotAPlan, match=told):
        read_confirmed(file)
