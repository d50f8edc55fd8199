"""`visits up` says what is wrong with a setting before it starts anything."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from stack.place import at_home


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("VISITS_MAIL_CHANNEL", "pigeon", "must be maildir, smtp or notify"),
        ("VISITS_MAIL_CHANNEL", "notify", "VISITS_NOTIFY_TEMPLATE must be the id of a template"),
        ("VISITS_MAILBOX", "pigeonhole", "VISITS_MAILBOX must be"),
    ],
)
def test_a_wrong_setting_is_told_first(
    visits: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: str,
    told: str,
) -> None:
    monkeypatch.setenv(name, value)
    for department in ("VISITS_MAIL_DFE", "VISITS_MAIL_NHS_ENGLAND"):
        monkeypatch.setenv(department, "notes@example.org")

    result = visits("up", "--dir", str(tmp_path / "var"))

    assert result.exit_code == 1
    assert told in " ".join(result.output.split())
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_misspelt_setting_is_told_with_the_one_that_may_be_meant(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VISITS_LETTER_HELD_MINUTES", "0")
    monkeypatch.setenv("VISITS_COLOUR_OF_THE_DOOR", "blue")
    monkeypatch.setenv("VISITS_MAIL_CHANNEL", "pigeon")  # nothing is started

    colour, letters, *_ = visits("up", "--dir", str(tmp_path / "var")).stderr.splitlines()

    assert colour == "VISITS_COLOUR_OF_THE_DOOR is set, and nothing reads it."
    assert letters.endswith("nothing reads it; VISITS_LETTERS_HELD_MINUTES may be meant.")


def test_a_copied_folder_starts_nothing_before_it_is_said_what_it_is(
    visits: Callable[..., Result], tmp_path: Path
) -> None:
    at_home(tmp_path / "var")
    copy = shutil.copytree(tmp_path / "var", tmp_path / "copy")

    result = visits("up", "--dir", str(copy))

    assert result.exit_code == 1
    told = " ".join(result.stderr.split())
    assert f"'{copy}' is a copy, or was moved or restored elsewhere" in told
    assert "both send the same letters" in told
    assert "--moved" in told
    assert not (copy / "postgres").exists()


def test_a_folder_is_not_both_moved_and_a_trial(
    visits: Callable[..., Result], tmp_path: Path
) -> None:
    result = visits("up", "--dir", str(tmp_path / "var"), "--moved", "--trial")

    assert result.exit_code == 1
    assert "say --moved or --trial" in result.stderr


def test_notes_have_somewhere_to_go_before_letters_leave_by_notify(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VISITS_MAIL_CHANNEL", "notify")

    result = visits("up", "--dir", str(tmp_path / "var"))

    assert result.exit_code == 1
    assert "Nobody has said where agreed notes go" in " ".join(result.stderr.split())
