"""Options that no report can have get a sentence before anything is asked."""

from pathlib import Path

import pytest

from tests.console.conftest import Visits

FIRST = """\
title: What we learnt
programme: Interim visits
office: Ofsted
introduction: [We visited local areas.]
method: [Three inspectors spent two days with each area.]
contact: {office: The team}
"""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--threshold", "500"), "“500” is no whole number from"),
        (("--areas", "99"), "“99” is no whole number from"),
        (("--round-to", "1000"), "“1000” is no whole number from"),
        (("--visit", "interim-nothere"), "is not a visit's id"),
    ],
)
def test_what_no_report_can_have_is_said(
    visits: Visits, options: tuple[str, str], words: str
) -> None:
    Path("first.yaml").write_text(FIRST)
    result = visits("report", "start", "interim/first", "--file", "first.yaml", *options)
    assert result.exit_code in {1, 2}
    assert words in " ".join(result.stderr.replace("│", " ").split())


def test_a_table_that_no_report_has_is_said(visits: Visits) -> None:
    result = visits("report", "tables", "interim/first", "nothere")
    assert result.exit_code == 1
    assert "(“nothere”) is no table's name" in result.stderr
