"""How tests are shared out where they run side by side."""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]

_SHARED = {"performances": "performances", "house: House": "house"}
"""By words of a file that looks at what is made once in a process and takes long: its name."""

_LONGEST = (
    "performances",
    "tests/pages/browser/test_deciding.py",
    "house",
    "tests/pages/browser/test_programme.py",
    "tests/chaos/test_crossings.py",
    "tests/test_alerts.py",
    "tests/e2e/test_chaos.py",
    "tests/pages/browser/test_answering.py",
    "tests/test_bench_whole.py",
    "tests/console/run/test_up.py",
    "tests/feed/test_fuzz.py",
    "tests/api/test_fuzz.py",
    "tests/e2e/test_change.py",
    "tests/e2e/test_mail_comes_in.py",
    "tests/e2e/test_programmes.py",
    "tests/pages/browser/test_mail.py",
    "tests/pages/browser/test_web_ui.py",
    "tests/activities/test_fewest_hidden.py",
    "tests/activities/test_postfix.py",
    "tests/activities/test_print.py",
    "tests/activities/test_documents.py",
    "tests/stack/test_stack.py",
    "tests/worker/test_waiting.py",
    "tests/worker/test_watched.py",
    "tests/e2e/test_push_failing.py",
    "tests/e2e/test_letters_in_chaos.py",
    "tests/e2e/test_feed_chaos.py",
    "tests/e2e/test_push_interrupted.py",
)


class SideBySide(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps a file together, and all files together that look at what many visits left.

    That is played once, not once for each process: the performances of every scenario there is, and
    the house of those that pages are shown of. (Groups of `--dist loadgroup` would say the same;
    pytest 9.1 does not show them to xdist 3.8.)
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
    text = (ROOT / file).read_text("utf-8")
    return next((name for words, name in _SHARED.items() if words in text), file)
