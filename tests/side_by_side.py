"""How tests are shared out where they run side by side."""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]

_PERFORMANCES = "performances"
_LONGEST = (
    _PERFORMANCES,
    "tests/e2e/test_chaos.py",
    "tests/feed/test_fuzz.py",
    "tests/e2e/test_change.py",
    "tests/e2e/test_push_failing.py",
    "tests/e2e/test_letters_in_chaos.py",
    "tests/e2e/test_feed_chaos.py",
    "tests/e2e/test_push_interrupted.py",
)


class SideBySide(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps a file together, and all files together that look at the performances.

    Those are of every scenario there is: they are played once, not once for each process.
    (Groups of `--dist loadgroup` would say the same; pytest 9.1 does not show them to xdist 3.8.)
    """

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by the number of tests, which says little here

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0])


def order_of(nodeid: str) -> int:
    """Where a test's file stands in the order in which files are begun; longest first."""
    group = _group(nodeid.partition("::")[0])
    return _LONGEST.index(group) if group in _LONGEST else len(_LONGEST)


@cache
def _group(file: str) -> str:
    shares = _PERFORMANCES in (ROOT / file).read_text("utf-8")
    return _PERFORMANCES if shares else file
