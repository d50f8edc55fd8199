"""Logs of what runs for years stay bounded, and whoever writes them goes on writing."""

from pathlib import Path

from stack.processes import bound_log


def test_a_log_that_grew_large_is_kept_aside_and_written_on(tmp_path: Path) -> None:
    log, aside = tmp_path / "feed.log", tmp_path / "feed.previous.log"
    with log.open("a", encoding="utf-8") as written:
        for number in range(100):
            written.write(f"line {number:04d} {'x' * 40}\n")
            written.flush()
            bound_log(log, grows_to=1000)
            assert log.stat().st_size <= 1000

    kept = aside.read_text(encoding="utf-8") + log.read_text(encoding="utf-8")
    assert kept.splitlines()[-1].startswith("line 0099 ")
    numbers = [int(line.split()[1]) for line in kept.splitlines()]
    assert numbers == list(range(numbers[0], 100)), "whole lines, in order, without a hole"


def test_a_log_that_there_is_not_is_nothing_to_bound(tmp_path: Path) -> None:
    bound_log(tmp_path / "none.log")

    assert list(tmp_path.iterdir()) == []
