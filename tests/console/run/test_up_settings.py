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
