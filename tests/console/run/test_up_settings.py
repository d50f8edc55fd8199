"""`visits up` says what is wrong with a setting before it starts anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result


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
