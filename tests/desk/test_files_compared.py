"""Whoever has a file of a report learns whether it is what came out, and what to give on."""

import json
from collections.abc import Callable

import pytest

from activities.report_files import report_files
from desk.files_compared import compared
from tests.support.reports import report

OUT = report_files(report())
CSV = "areas_by_region.csv"


def test_what_came_out_is_known_by_its_bytes_whatever_it_is_called() -> None:
    for name, body in OUT.items():
        assert compared(name, body, OUT) == (name, True, "It is as it came out.")
    called = compared("Final (2).PDF", OUT["report.pdf"], OUT)
    assert called.same
    assert called.words.endswith("It came out as report.pdf.")


@pytest.mark.parametrize(
    ("name", "again"),
    [
        (CSV, lambda body: b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n")),
        ("report.html", lambda body: body.replace(b"\n", b"\r\n")),
        ("content.json", lambda body: json.dumps(json.loads(body), indent=4).encode()),
    ],
)
def test_what_was_saved_again_is_told_from_what_was_changed(
    name: str, again: Callable[[bytes], bytes]
) -> None:
    found = compared("kept.html" if name == "report.html" else name, again(OUT[name]), OUT)

    assert (found.of, found.same) == (name, False)
    assert "every word" in found.words


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (CSV, b"North East,Total,6", b"North East,Total,5", "“5” where that has “6”"),
        ("report.html", b"</main>", b"<!-- Kent --></main>", "“Kent” where that has"),
        ("report.html", b"</style>", b"p::after{content:'Kent'}</style>", "Kent"),
        ("content.json", b'"areas_visited":10', b'"areas_visited":11', "11"),
    ],
)
def test_what_was_changed_is_told_where_seen_or_not(
    name: str, old: bytes, new: bytes, told: str
) -> None:
    assert old in OUT[name]

    found = compared(name, OUT[name].replace(old, new), OUT)

    assert not found.same
    assert told in found.words
    assert "passed no gate" in found.words


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("report.pdf", OUT["report.pdf"] + b"%", "of this kind of file that cannot be told"),
        ("tables.ods", b"", "of this kind of file that cannot be told"),
        ("report.docx", OUT["report.pdf"] + b"%", "Nothing that came out is called so"),
        ("notes.csv", b"a,b\n", "Nothing that came out is called so"),
        ("content.json", b"{", "cannot be read as one"),
        ("report.html", b"\xff\xfe", "cannot be read as one"),
    ],
)
def test_what_cannot_be_told_is_said(name: str, body: bytes, told: str) -> None:
    found = compared(name, body, OUT)

    assert not found.same
    assert told in found.words
