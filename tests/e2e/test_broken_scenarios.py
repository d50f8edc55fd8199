"""A scenario that cannot be played is refused in a sentence that says where it is broken."""

from datetime import date, time
from pathlib import Path

import pytest

from release.rehearsal import BrokenScenario, load_scenario
from schemas.forms.preparation import TimetableForm
from schemas.scenario import filled_in

CONTACTS = "contacts: {people: []}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "is broken: it should be lines of `name: value`", id="empty"),
        pytest.param("- a\n- list", "is broken: it should be lines", id="a list"),
        pytest.param("title: [", "cannot be understood: line 1: a value is missing", id="not YAML"),
        pytest.param(
            "title: x\narea: E10000016\ntitle: y\nsteps: []",
            "cannot be understood: line 3: “title” is there already, in line 1",
            id="a name twice",
        ),
        pytest.param(
            "title: {a: 1}\narea: E10000016\nsteps: []",
            "is broken: title must be words, not a list and not fields (line 1)",
            id="a title of fields",
        ),
        pytest.param("title: x\nsteps: []", "is broken: area is missing", id="no area"),
        pytest.param(
            f"title: x\narea: Kent\n{CONTACTS}\nsteps: []",
            "is broken: area (“Kent”) is not the code of an area, such as E10000016 (line 2)",
            id="no such code",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-99, do: feedback}]",
            "is broken: “feedback” at T-99, at (“T-99”) is not a working day and a time, such as "
            "T-16 11:00 (line 3)",
            id="a step without a time",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-9 25:00, do: feedback}]",
            "at (“T-9 25:00”) is not a working day and a time",
            id="a time that is none",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: feedbak}]",
            "do is “feedbak”, which is none of those there are; did you mean feedback? (line 3)",
            id="a step that nobody can take",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps:\n- {at: T 10:00, do: respond,\n"
            "   with: {answer: maybe}}",
            "is broken: “respond” at T 10:00, answer must be accept or decline, not “maybe” "
            "(line 5)",
            id="a form filled in wrongly",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: respond}]",
            "is broken: “respond” at T 10:00, answer is missing (line 3)",
            id="a form not filled in",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps:\n"
            "- {at: T 10:00, do: respond, with: {answer: accept, reason: Willing, and able}}",
            "“respond” at T 10:00, and able is not a field here; known are answer, "
            "happened_at, happened_on, reason (line 4)",
            id="words cut in two by a comma",
        ),
        pytest.param(
            "extends: smooth\ntitle: x\npolcy: {comment_rounds: 9}\n"
            "post: {refuse: [dcs], prove_delivery: false}",
            "is broken: post, refuse is not a field here; did you mean refuses? (line 4); post, "
            "prove_delivery is not a field here; did you mean proves_delivery? (line 4); polcy is "
            "not a field of a scenario; did you mean policy? (line 3)",
            id="misspelt",
        ),
        pytest.param(
            "extends: smooth\nchnage: {}",
            "chnage is not a field of a scenario; did you mean change? (line 2)",
            id="a variation misspelt",
        ),
        pytest.param(
            "extends: smooth\ntitle: x\nchange:\n  dates: {day_one: 2026-02-30}",
            "is broken: “dates” at T-11 10:00, day_one (“2026-02-30”) is not a date, such as "
            "2020-10-05 (line 4)",
            id="a day that does not exist",
        ),
        pytest.param(
            "extends: smooth\nmove: {dates: T-11}",
            "is broken: move, dates (“T-11”) is not a working day and a time, such as T-16 11:00 "
            "(line 2)",
            id="moved to no time",
        ),
        pytest.param("extends: nothing", "cannot be read: No such file", id="extends nothing"),
        pytest.param(
            "extends: ../../secret",
            "extends (“../../secret”) is not the name of a scenario (line 1)",
            id="extends a file elsewhere",
        ),
        pytest.param("extends: broken", "is broken: it extends itself", id="extends itself"),
        pytest.param("title: x\ndrop: [respond]", "there is no step “respond”", id="drops nothing"),
        pytest.param("title: x\ndrop: respond", "drop must be a list", id="drops a word"),
        pytest.param("title: x\nsteps: 3", "steps must be a list", id="a number of steps"),
        pytest.param(
            "title: x\nsteps: [3]", "steps 1 must be fields", id="a step that is a number"
        ),
    ],
)
def test_a_broken_scenario_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BrokenScenario) as told:
        load_scenario(path)

    sentence = str(told.value)
    assert sentence.startswith(f"Scenario {tmp_path}")
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_mistake_in_the_scenario_that_is_extended_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("title: x\narea: Kent\nsteps: []", encoding="utf-8")
    (tmp_path / "varied.yaml").write_text("extends: base\ntitle: y", encoding="utf-8")
    with pytest.raises(BrokenScenario, match=r"area \(“Kent”\) .* \(line 2 of base\.yaml\)"):
        load_scenario(tmp_path / "varied.yaml")


def test_a_scenario_anywhere_may_extend_one_that_is_built_in(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: smooth\ntitle: Mine\nuntil: respond", encoding="utf-8")
    scenario = load_scenario(path)
    assert (scenario.title, scenario.steps[-1].do) == ("Mine", "respond")


def test_a_time_without_quotes_is_the_time_that_was_typed(tmp_path: Path) -> None:
    # To YAML, 14:00 is the number 840.
    text = """
extends: smooth
title: Times
change:
  timetable:
    meetings:
      - {slot_id: forum, kind: parent_carer_forum, day: 1, starts: 13:00, ends: 14:00,
         mode: virtual, title: No, place: 2020-10-05, fallback: 0800}
"""
    path = tmp_path / "times.yaml"
    path.write_text(text, encoding="utf-8")
    step = next(step for step in load_scenario(path).steps if step.do == "timetable")
    form = filled_in(step, date(2020, 10, 5), date(2020, 10, 6))
    assert isinstance(form, TimetableForm)
    meeting = form.meetings[0]
    assert (meeting.starts, meeting.ends) == (time(13), time(14))
    assert (meeting.title, meeting.place, meeting.fallback) == ("No", "2020-10-05", "0800")


def test_a_scenario_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrokenScenario, match="cannot be read: No such file or directory"):
        load_scenario(tmp_path / "none.yaml")


def test_a_scenario_that_is_not_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(BrokenScenario, match="cannot be read: line 1 is not text in UTF-8"):
        load_scenario(path)
