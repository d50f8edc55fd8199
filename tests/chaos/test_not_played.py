"""A part that cannot be played on a machine is told as that, and never as clean."""

from pathlib import Path

import pytest

from tests.chaos.full_disk import CannotMount, small_disks
from tests.chaos.table import Verdict, drawn


def test_where_nothing_can_be_mounted_a_sentence_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # there is no `mount`

    with (
        pytest.raises(CannotMount, match=r"can be mounted here, which takes root: .*'mount'"),
        small_disks(tmp_path),
    ):
        raise AssertionError("it was mounted")


def test_what_was_not_played_is_not_clean() -> None:
    verdict = Verdict("a visit: no space left", 0, not_played="Nobody may mount here.")

    assert not verdict.clean
    assert drawn([verdict]).splitlines()[1].endswith("not played")
