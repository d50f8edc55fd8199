"""A scenario that cannot be played is refused in a sentence that says where it is broken."""

from pathlib import Path

import pytest

from release.rehearsal import BrokenScenario, load_scenario

CONTACTS = "contacts: {people: []}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "is broken", id="empty"),
        pytest.param("- a\n- list", "is broken", id="a list"),
        pytest.param("title: [", "is not YAML: there is a mistake in line 1", id="not YAML"),
        pytest.param(
            "title: {a: 1}\narea: E10000016\nsteps: []",
            "is broken at title",
            id="a title of fields",
        ),
        pytest.param("title: x\nsteps: []", "is broken at area", id="no area"),
        pytest.param(
            f"title: x\narea: Kent\n{CONTACTS}\nsteps: []", "is broken at area", id="no such code"
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-99, do: respond}]",
            "is broken at steps.0.at",
            id="a step without a time",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T-9 25:00, do: respond}]",
            "is broken at steps.0.at",
            id="a time that is none",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: dance}]",
            "is broken at steps.0.do",
            id="a step that nobody can take",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: respond, with: {answer: maybe}}]",
            "answer",
            id="a form filled in wrongly",
        ),
        pytest.param(
            "title: x\narea: E10000016\nsteps: [{at: T 10:00, do: nominate, with: {name: y}}]",
            "email",
            id="a form not filled in",
        ),
        pytest.param("extends: nothing", "cannot be read", id="extends what is not there"),
        pytest.param("extends: broken", "is broken: it extends itself", id="extends itself"),
        pytest.param("title: x\ndrop: [respond]", "there is no step “respond”", id="drops nothing"),
        pytest.param("title: x\nsteps: 3", "is broken", id="a number of steps"),
        pytest.param("title: x\nsteps: [3]", "is broken", id="a step that is a number"),
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


def test_a_scenario_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrokenScenario, match="cannot be read: No such file or directory"):
        load_scenario(tmp_path / "none.yaml")


def test_a_scenario_that_is_not_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(BrokenScenario, match="cannot be read: it is not text"):
        load_scenario(path)
