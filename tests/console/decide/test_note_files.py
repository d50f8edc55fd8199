"""`visits draft` and `visits comment` take the note from a word processor, and write it for one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import typer

from console.decide.note import comment, draft
from console.terminal.forms import BrokenForm
from desk.reading.note_files import note_file, pandoc
from schemas.forms.note import CommentsForm, DraftForm
from schemas.ids import VisitId
from stack import EmbeddedStack
from tests.console.conftest import Visits
from tests.e2e.walking import Walk, own_engine
from tests.support.note_files import by_pandoc, replaced
from tests.support.signed_in import sign_in

MAIN = {"docx": "word/document.xml", "odt": "content.xml"}
HERE = Path("var")


@pytest.fixture(scope="module")
async def drafted(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Walk]:
    folder = tmp_path_factory.mktemp("drafted")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("draft")
        walk.database_url = engine.addresses.database_url  # type: ignore[attr-defined]
        yield walk


@pytest.fixture
async def there(drafted: Walk, monkeypatch: pytest.MonkeyPatch) -> VisitId:
    """The visit, where commands find its register."""
    url = drafted.database_url  # type: ignore[attr-defined]
    monkeypatch.setenv("DATABASE_URL", url)
    await sign_in(url, monkeypatch)
    return drafted.visit


async def written(visit: VisitId, name: str) -> Path:
    """The note as the command writes it."""
    with pytest.raises(typer.Exit):
        await asyncio.to_thread(draft, visit, template=Path(name), folder=HERE)
    return Path(name)


async def taken(visit: VisitId, file: Path, *, accept: bool = False) -> DraftForm:
    return await asyncio.to_thread(draft, visit, file=file, accept_changes=accept, folder=HERE)


async def said(visit: VisitId, file: Path) -> CommentsForm:
    return await asyncio.to_thread(comment, visit, file=file, folder=HERE)


def edited(file: Path, old: str, new: str) -> Path:
    file.write_bytes(replaced(file.read_bytes(), MAIN[file.suffix[1:]], old, new))
    return file


@pytest.mark.parametrize("name", ["note.docx", "note.odt"])
async def test_the_note_that_is_written_is_taken_back_as_it_was(
    name: str, there: VisitId, drafted: Walk
) -> None:
    file = await written(there, name)

    form = await taken(there, file)

    was = drafted.form_of("draft")
    assert isinstance(was, DraftForm)
    assert form.cases == was.cases
    assert [one.heading for one in form.sections] == [one.heading for one in was.sections]
    for section, before in zip(form.sections, was.sections, strict=True):
        assert " ".join(section.paragraphs).split() == " ".join(before.paragraphs).split()


async def test_a_file_that_is_there_is_not_written_over(there: VisitId) -> None:
    file = await written(there, "note.docx")
    kept = file.read_bytes()
    with pytest.raises(typer.BadParameter, match="is there already; give another name"):
        await asyncio.to_thread(draft, there, template=file, folder=HERE)
    assert file.read_bytes() == kept
    with pytest.raises(typer.BadParameter, match=r"ends in \.docx or \.odt"):
        await asyncio.to_thread(draft, there, template=Path("note.pdf"), folder=HERE)


async def test_unsettled_changes_are_shown_and_not_sent_without_saying_so(
    there: VisitId, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("note.docx")
    who = 'author="Ann" date="2027-01-01T00:00:00Z"'
    file.write_bytes(
        by_pandoc(f"# A\n\nx [old]{{.deletion {who}}}[new]{{.insertion {who}}}\n\n- a *b*\n")
    )

    with pytest.raises(BrokenForm, match="not settled yet: it has 2 tracked changes, shown above"):
        await taken(there, file)
    shown = capsys.readouterr().err
    assert "In “A”: Taken out: “old”." in shown
    assert "Ann" not in shown
    form = await taken(there, file, accept=True)
    assert "There is no section “What worked well” in it." in capsys.readouterr().err
    assert form.sections[0].paragraphs == ("x new", "- a *b*")


@pytest.mark.parametrize("name", ["note.docx", "note.odt"])
async def test_what_leaders_changed_becomes_comments_on_its_sections(
    name: str, there: VisitId, drafted: Walk
) -> None:
    file = await written(there, name)
    edited(file, "weekly calls", "calls every fortnight")

    form = await said(there, file)

    assert form.version == 1
    (only,) = form.comments
    was = drafted.form_of("draft")
    assert isinstance(was, DraftForm)
    assert "weekly calls" in " ".join(was.sections[only.section - 1].paragraphs)
    before, _, after = only.text.partition(" became ")
    assert "weekly calls" in before
    assert "calls every fortnight" in after


async def test_a_copy_whose_sections_are_others_or_says_nothing_is_refused(there: VisitId) -> None:
    with pytest.raises(BrokenForm, match="says what version 1 says, and there are no comments"):
        await said(there, await written(there, "same.docx"))
    other = edited(await written(there, "other.docx"), "What worked well", "What went well")
    with pytest.raises(BrokenForm, match="“What went well” is no section of version 1, whose"):
        await said(there, other)
    short = await written(there, "short.docx")
    sections = note_file(short.read_bytes()).sections
    short.write_bytes(by_pandoc("".join(f"# {one.heading}\n\nx\n\n" for one in sections[1:])))
    with pytest.raises(BrokenForm, match=f"the section “{sections[0].heading}” of version 1 is mi"):
        await said(there, short)


async def test_a_file_that_cannot_be_used_is_told_by_its_name(
    there: VisitId, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("empty.docx").touch()
    with pytest.raises(BrokenForm, match=r"^empty\.docx cannot be used: it is empty \(0 bytes\)"):
        await taken(there, Path("empty.docx"))
    Path("long.docx").write_bytes(by_pandoc(f"# A\n\n{'word ' * 1200}"))
    with pytest.raises(BrokenForm, match=r"^long\.docx cannot be used: sections 1, paragraphs 1"):
        await taken(there, Path("long.docx"))
    monkeypatch.setattr(pandoc, "program", lambda: None)
    with pytest.raises(BrokenForm, match="Pandoc is not installed"):
        await taken(there, Path("long.docx"))


async def test_the_command_line_writes_it_and_says_how_it_comes_back(
    there: VisitId, visits: Visits
) -> None:
    done = await asyncio.to_thread(visits, "draft", there, "--template", "note.odt")
    assert done.exit_code == 0, done.output
    assert done.output.strip() == (
        f"Wrote note.odt. Once it is edited: visits draft {there} --file note.odt"
    )
    again = await asyncio.to_thread(visits, "draft", there, "--template", "note.odt")
    assert again.exit_code == 2
    both = await asyncio.to_thread(
        visits, "draft", there, "--file", "note.odt", "--case", "case-1", "--no-cases"
    )
    assert both.exit_code == 2
    assert "--no-cases, and not both" in " ".join(both.output.split())
    plain = await asyncio.to_thread(visits, "draft", there, "--file", "x.yaml", "--no-cases")
    assert plain.exit_code == 2
