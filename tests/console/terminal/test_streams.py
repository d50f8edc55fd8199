"""Commands on terminals, pipes and folders of every kind: what they had to say, or a sentence."""

import asyncio
import io
import json
import os
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from console.terminal import output
from register import content, log
from register import visits as register_of_visits
from register.connection import Pool
from rules.evolve import evolve
from schemas.ids import VisitId
from schemas.personal import Person
from schemas.values import ContactRole
from stack import StackAddresses
from tests.support import visits as v

OFFICER = "Łukasz Żak"
HOSTILE = "Eve \x1b]0;owned\x07\x1b[2J \x9b2J \u202egnp"
ASCII = r"\u0141ukasz \u017bak"
SHOWN = r"Eve \x1b]0;owned\x07\x1b[2J \x9b2J \u202egnp"


def run(
    *words: str, redirect: str = "", stdin: bytes | None = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `visits` as a process of its own, as a shell would."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **(env or {})}
    command = [sys.executable, "-m", "console.main", *words]
    if redirect:
        command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env=env)


def survived(told: subprocess.CompletedProcess[bytes]) -> str:
    """What a command said on standard error: a sentence, and never how a program sees it."""
    said = told.stderr.decode()
    for word in ("Traceback", "unforeseen", "did not foresee", "Exception", "NoneType"):
        assert word not in said, said
    return said


@pytest.fixture
async def visit(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> VisitId:
    """A visit in preparation, in the register."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    async with pool.acquire() as connection, connection.transaction():
        kept, _ = await log.append(connection, None, list(v.arranged().events), evolve)
        await register_of_visits.save(connection, kept)
    await name_officer(pool, OFFICER)
    return v.VISIT


async def name_officer(pool: Pool, name: str) -> None:
    """Give the officer a name, past every form."""
    state = v.arranged().state
    assert state.officer is not None
    person = Person(
        ref=state.officer,
        role=ContactRole.NOMINATED_OFFICER,
        name=name,
        email="officer@kent.example",
        organisation="Kent",
    )
    async with pool.acquire() as connection, connection.transaction():
        # As a correction, since a name that is known does not change by itself.
        known = await connection.fetchval("SELECT coalesce(max(number), 0) FROM people")
        await content.correct_person(connection, v.VISIT, person, number=known + 1)


# --- Character sets -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
async def test_a_name_is_shown_in_every_character_set(visit: VisitId, encoding: str) -> None:
    told = run("show", visit, env={"PYTHONIOENCODING": encoding})
    assert (told.returncode, survived(told)) == (0, "")
    assert {"utf-8": OFFICER}.get(encoding, ASCII) in told.stdout.decode(encoding)


def test_signs_that_a_character_set_lacks_become_those_of_a_typewriter() -> None:
    told = run("rehearse", "nonesuch", env={"PYTHONIOENCODING": "ascii"})
    assert told.returncode == 1
    assert 'There is no scenario "nonesuch".' in survived(told)


def test_standard_input_is_utf_8_whatever_the_terminal_says() -> None:
    # A field that is not there is told back as it was read.
    form = f"name: A\nemail: a@b.example\norganisation: O\n{OFFICER}: x\n".encode()
    told = run("nominate", v.VISIT, "--file", "-", stdin=form, env={"PYTHONIOENCODING": "cp1252"})
    assert told.returncode == 1
    assert f"{ASCII} is not a field of the form" in survived(told)


# --- Closed, full and broken streams ------------------------------------------------------------


async def test_closed_output_is_nobody_reading(visit: VisitId) -> None:
    for words in (["list"], ["show", visit, "--json"]):
        told = run(*words, redirect=">&-")
        assert (told.returncode, survived(told), told.stdout) == (0, "", b"")
    told = run("show", "nobody-e10000016", redirect=">&- 2>&-")
    assert told.returncode == 1


async def test_closed_input_is_told_where_it_is_wanted(visit: VisitId) -> None:
    told = run("nominate", visit, "--file", "-", redirect="<&-", stdin=None)
    assert told.returncode == 1
    assert survived(told) == "Standard input is closed, so that nothing can be read from it.\n"
    assert run("list", redirect="<&-", stdin=None).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, as on macOS")
async def test_a_full_device_is_a_sentence(visit: VisitId) -> None:
    for words in (["list"], ["show", visit, "--json"], ["timeline", visit]):
        told = run(*words, redirect="> /dev/full")
        assert told.returncode == 1, words
        assert survived(told).startswith(
            "Standard output cannot be written to: No space left on device."
        )
    both = run("show", visit, redirect="> /dev/full 2> /dev/full")
    assert both.returncode == 1
    # Wrong usage stays that, wherever it is found.
    for words in (["list", "--stage", "nowhere"], ["--nowhere", "list"]):
        told = run(*words, "--json", redirect="> /dev/full")
        assert told.returncode == 2, words
        assert survived(told).startswith("Standard output cannot be written to")


# --- Files ------------------------------------------------------------------------------------


async def test_a_file_where_a_folder_is_wanted_is_a_sentence(visit: VisitId) -> None:
    Path("taken").write_text("mine", encoding="utf-8")
    for words in (
        ["export", visit, "--out", "taken"],
        ["letters", visit, "--out", "taken/below"],
        ["rehearse", "declined", "--out", "taken"],
    ):
        told = run(*words)
        assert told.returncode == 1, words
        assert survived(told).startswith("“taken"), words
    assert Path("taken").read_text(encoding="utf-8") == "mine"


async def test_a_place_that_takes_no_files_is_a_sentence(visit: VisitId) -> None:
    # Nobody, not even root, makes a folder there.
    told = run("export", visit, "--out", "/proc/out")
    assert told.returncode == 1
    assert survived(told).startswith("“/proc/out” cannot be used: ")


async def test_what_is_written_with_content_is_for_its_owner_alone(
    visit: VisitId, pool: Pool
) -> None:
    os.umask(0o022)
    run("export", visit, "--out", "made/export")
    told = run("rehearse", "declined", "--out", "made/rehearsal")
    assert told.returncode == 0, told.stderr
    found = list(modes(Path("made")))
    assert {path.name for path, _ in found} > {"state.json", "events.jsonl", "rehearsal.log"}
    assert [(str(path), oct(mode)) for path, mode in found if mode & 0o077] == []


def modes(path: Path) -> Iterator[tuple[Path, int]]:
    for entry in (path, *sorted(path.rglob("*"))):
        yield entry, stat.S_IMODE(entry.lstat().st_mode)


# --- Content ------------------------------------------------------------------------------------


async def test_nothing_in_content_is_obeyed_by_a_terminal(
    visit: VisitId, pool: Pool, visits: Callable[..., Result]
) -> None:
    # Past the cleaning of words, too: as an older release might have kept it.
    await pool.execute("UPDATE people SET name = $1", HOSTILE)
    told = await asyncio.to_thread(visits, "show", visit)
    assert told.exit_code == 0, told.stderr
    assert not obeyed(told.stdout)
    # What nobody sees is gone already when it is read; the letters of it are shown.
    assert "Eve ]0;owned [2J 2J gnp" in " ".join(told.stdout.split())


@given(st.text() | st.just(HOSTILE))
def test_whatever_is_written_only_shows(text: str) -> None:
    with redirect_stdout(io.StringIO()) as shown:
        output.say(text)
        output.show(output.table("Name", rows=[[text]], keep=[0]))
        output.show(output.facts([("Name", text)]))
    with redirect_stdout(io.StringIO()) as in_json:
        output.write_json({"name": text})
    assert not obeyed(shown.getvalue() + in_json.getvalue())
    assert json.loads(in_json.getvalue()) == {"name": text}


def obeyed(shown: str) -> set[str]:
    """The characters in what is shown that a terminal would obey."""
    return {c for c in shown if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"}} | {
        c for c in shown if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE"}
    }
