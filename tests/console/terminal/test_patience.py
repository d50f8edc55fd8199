"""Whoever waits is told that work goes on, and why."""

import time

import pytest

from console.terminal.patience import told_while_it_lasts


def test_whoever_waits_is_told_why_once_and_then_that_it_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with told_while_it_lasts("Counting", "There is much.", first=0.05, after=0.05):
        time.sleep(0.5)
    told = capsys.readouterr()
    assert not told.out
    first, *others = told.err.splitlines()
    assert first.endswith("seconds so far. There is much.")
    assert others
    assert not any("There is much." in line for line in others)


def test_what_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with told_while_it_lasts("Counting", "There is much."):
        pass
    assert not capsys.readouterr().err
