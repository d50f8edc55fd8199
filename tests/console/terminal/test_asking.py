"""A person is asked for a form, one question after the other, and loses no answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

from console.terminal.asking import ask_form
from console.terminal.fields import shape_of
from console.terminal.forms import from_file, from_file_or_person
from console.terminal.questions import FILE_FORMS, QUESTIONS
from schemas.forms.days import FindingsForm
from schemas.forms.letters import ContactsForm
from schemas.forms.note import DraftForm

VISIT = "interim-e10000016"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str | type[BaseException]]:
    """What a person will say, one after the other; they are at their terminal."""
    said: list[str | type[BaseException]] = []
    coming: Iterator[str | type[BaseException]] = iter(said)

    def prompt(words: str, **_: object) -> str:
        assert words.endswith((".", "?"))
        answer = next(coming)
        if isinstance(answer, str):
            return answer
        raise answer

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr("console.terminal.forms.somebody_is_there", lambda: True)
    return said


def test_a_bad_answer_is_told_and_asked_for_again(
    answers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers += ["dcs", "director_of_childrens_services", "Ann Lee", "ann.lee at kent"]
    answers += ["ann.lee@kent.example.gov.uk", "Kent", "yes"]
    answers += ["health-1", "the boss", "accountable_officer", "Di Low", "di@x.example", "NHS", ""]

    form = from_file_or_person(ContactsForm, "contacts", VISIT, None, tmp_path)

    assert [(person.ref, person.email) for person in form.people] == [
        ("dcs", "ann.lee@kent.example.gov.uk"),
        ("health-1", "di@x.example"),
    ]
    told = capsys.readouterr().err
    assert told.count("That will not do: ") == 2
    assert "Who is written to in the area?" in told


def test_several_answers_and_those_left_out(answers: list[str], tmp_path: Path) -> None:
    answers += ["", "What worked well", "Families were called.; Therapists helped.", "", ""]
    answers += ["yes"]

    form = ask_form("draft", DraftForm, VISIT, tmp_path)

    assert form.version is None
    assert form.editable_copy
    assert form.sections[0].paragraphs == ("Families were called.", "Therapists helped.")
    assert form.cases == ()


def test_what_was_answered_is_kept_when_somebody_breaks_off(
    answers: list[str | type[BaseException]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers += ["worked_well", "Families were called.", "", "yes", "challenge", typer.Abort]

    with pytest.raises(typer.Abort):
        ask_form("finding", FindingsForm, VISIT, tmp_path)

    draft = tmp_path / "drafts" / f"finding-{VISIT}.yaml"
    assert f"is kept in {draft}" in capsys.readouterr().err.replace("\n", " ")
    assert draft.stat().st_mode & 0o077 == 0, "nobody else reads it"
    kept = yaml.safe_load(draft.read_text("utf-8"))
    assert kept["findings"] == [
        {"kind": "worked_well", "text": "Families were called."},
        {"kind": "challenge"},
    ]
    kept["findings"][1]["text"] = "Reviews waited."
    draft.write_text(yaml.safe_dump(kept), "utf-8")
    assert len(from_file(FindingsForm, draft).findings) == 2


def test_without_a_person_the_file_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="visits forms contacts --for interim-e10000016"):
        from_file_or_person(ContactsForm, "contacts", VISIT, None, tmp_path)


def test_there_is_a_question_for_every_field() -> None:
    models = list(FILE_FORMS.values())
    for model in models:
        asked = set(QUESTIONS[model]) | {"reason"}
        assert set(model.model_fields) <= asked, model
        models += [e for f in QUESTIONS[model] if (e := shape_of(model, f).entry)]  # type: ignore[misc]
