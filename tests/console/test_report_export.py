"""Whoever writes out a report that was taken back is told so."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from typer.testing import Result

from register import reports
from rules.report.digest import content_digest
from schemas.report.values import ReportStage
from schemas.report.words import GateResult
from tests.console.conftest import Visits
from tests.support.reports import content

CONTENT = content()


class Taken:
    """What counts of a report that was published, and may have been withdrawn."""

    published_at = "2027-01-11"

    def __init__(self, stage: ReportStage) -> None:
        self.stage = stage


@pytest.mark.parametrize(
    ("stage", "told"), [(ReportStage.WITHDRAWN, True), (ReportStage.SETTLED, False)]
)
def test_files_of_a_withdrawn_report_are_not_written_without_a_word(
    visits: Visits, monkeypatch: pytest.MonkeyPatch, stage: ReportStage, *, told: bool
) -> None:
    async def require(*_: object) -> Taken:
        return Taken(stage)

    async def files_of(*_: object) -> dict[str, bytes]:
        return {"report.html": b"<p>"}

    monkeypatch.setattr(reports, "require", require)
    monkeypatch.setattr(reports, "files_of", files_of)
    monkeypatch.setattr(
        "console.report.exporting.ask_register", lambda _, read: asyncio.run(read(None))
    )

    result = visits("report", "export", "autumn/first", "out")

    assert result.exit_code == 0, result.stderr
    assert ("was withdrawn" in result.stderr) is told


class Shown:
    """A report whose content passed the gate, and has not been published."""

    def __init__(self, *, passed: bool, stage: ReportStage = ReportStage.CHECKED) -> None:
        self.state = SimpleNamespace(
            stage=stage,
            over=stage is ReportStage.WITHDRAWN,
            published_at="2027-01-11" if stage is ReportStage.PUBLISHED else None,
            digest=content_digest(CONTENT) if passed else None,
        )
        self.result = GateResult(content=CONTENT if passed else None)


@pytest.fixture
def draft(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> Callable[[Shown], Result]:
    def write(given: Shown) -> Result:
        async def shown(*_: object) -> Shown:
            return given

        monkeypatch.setattr("console.report.exporting.report_shown", shown)
        monkeypatch.setattr(
            "console.report.exporting.ask_register", lambda _, read: asyncio.run(read(None))
        )
        return visits("report", "export", "autumn/first", "out", "--draft")

    return write


def test_what_passed_the_gate_is_written_to_be_read_before_it_is_signed(
    draft: Callable[[Shown], Result],
) -> None:
    result = draft(Shown(passed=True))

    assert result.exit_code == 0, result.stderr
    assert {one.name for one in Path("out").iterdir()} == {
        "content.json",
        "draft.html",
        "draft.pdf",
    }
    signed = hashlib.sha256(Path("out/content.json").read_bytes()).hexdigest()
    assert signed == content_digest(CONTENT)
    page = Path("out/draft.html").read_text("utf-8")
    assert "<title>Draft: " in page
    pages = PdfReader("out/draft.pdf").pages
    assert len(pages) > 1
    for text in (page, *(each.extract_text() for each in pages)):
        assert "It is not signed, and it is not for publication" in " ".join(text.split())
        assert "Open Government Licence" not in text


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (Shown(passed=False, stage=ReportStage.DRAFTING), "only the gate puts it together"),
        (Shown(passed=True, stage=ReportStage.PUBLISHED), "no draft any more. Without"),
        (Shown(passed=True, stage=ReportStage.WITHDRAWN), "is withdrawn, and no draft any more."),
    ],
)
def test_nothing_else_is_put_together_as_a_draft(
    draft: Callable[[Shown], Result], shown: Shown, told: str
) -> None:
    result = draft(shown)

    assert result.exit_code == 1
    assert told in " ".join(result.stderr.split())
    assert not Path("out").exists()


@pytest.fixture
def published(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> Visits:
    async def require(*_: object) -> Taken:
        return Taken(ReportStage.PUBLISHED)

    async def files_of(*_: object) -> dict[str, bytes]:
        return {"report.html": b"<p>Out</p>", "areas.csv": b"a,b\n"}

    monkeypatch.setattr(reports, "require", require)
    monkeypatch.setattr(reports, "files_of", files_of)
    monkeypatch.setattr(
        "console.report.exporting.ask_register", lambda _, read: asyncio.run(read(None))
    )
    return visits


def test_what_somebody_changed_is_not_written_over_and_does_not_pass_for_what_came_out(
    published: Visits,
) -> None:
    first = published("report", "export", "autumn/first", "out")
    again = published("report", "export", "autumn/first", "out")
    assert (first.exit_code, again.exit_code) == (0, 0), again.stderr
    Path("out/areas.csv").write_bytes(b"a,c\n")
    Path("out/old.csv").write_bytes(b"")

    over = published("report", "export", "autumn/first", "out")
    compared = published("report", "compare", "autumn/first", "out/areas.csv", "out/report.html")
    as_json = published("report", "compare", "autumn/first", "out/areas.csv", "--json")

    assert over.exit_code == 1
    assert "out/areas.csv is there already" in " ".join(over.stderr.split())
    assert Path("out/areas.csv").read_bytes() == b"a,c\n"
    assert compared.exit_code == 1
    assert "out/areas.csv: It is not areas.csv as it came out" in compared.stdout
    assert "out/report.html: It is as it came out." in compared.stdout
    assert "Give on what `visits report export` writes." in " ".join(compared.stderr.split())
    assert json.loads(as_json.stdout)["files"][0]["as_published"] is False
    Path("out/areas.csv").unlink()
    beside = published("report", "export", "autumn/first", "out")
    assert beside.exit_code == 0
    assert "nothing of report autumn/first: old.csv" in " ".join(beside.stderr.split())
