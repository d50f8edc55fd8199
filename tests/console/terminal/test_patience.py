"""Whoever waits is told that work goes on, and why."""

import time

import pytest

from console.terminal.patience import told_while_it_lasts


def test_whoever_waits_is_told_why_once_and_then_that_it_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = "", ""
    with told_while_it_lasts("Counting", "There is much.", first=0.05, after=0.05):
        while err.count("\n") < 3:
            time.sleep(0.01)
            told = capsys.readouterr()
            out, err = out + told.out, err + told.err
    assert not out
    first, *others = err.splitlines()
    assert first.endswith("seconds so far. There is much.")
    assert not any("There is much." in line for line in others)


def test_what_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with told_while_it_lasts("Counting", "There is much."):
        pass
    assert not capsys.readouterr().err
