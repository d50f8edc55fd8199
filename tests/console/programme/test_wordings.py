"""How a programme words its letters, at the terminal: looked at, and seen before it is decided."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from activities.wordings import standard_text
from register import programmes
from register.connection import Pool
from schemas.values import LetterKind
from stack import StackAddresses
from tests.rules.programme.programmes import Told
from tests.support.signed_in import sign_in


@pytest.fixture(autouse=True)
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register with a programme, and no server: nothing here is decided."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    async with pool.acquire() as connection:
        await programmes.save(connection, Told().state)


def test_every_kind_is_listed_as_it_is_typed(visits: Callable[..., Result]) -> None:
    told = visits("programme", "letters", "autumn")

    assert told.exit_code == 0, told.output
    for kind in LetterKind:
        assert f"{kind.value.replace('_', '-')} " in told.stdout
    rows = json.loads(visits("programme", "letters", "autumn", "--json").stdout)
    assert {row["letter"] for row in rows} == {kind.value for kind in LetterKind}
    assert {row["own"] for row in rows} == {None}


def test_one_is_shown_with_all_that_may_stand_in_it(visits: Callable[..., Result]) -> None:
    shown = json.loads(visits("programme", "letters", "autumn", "survey-links", "--json").stdout)

    assert shown["wording"] == shown["standard"] == standard_text(LetterKind.SURVEY_LINKS)
    by_name = {one["name"]: one for one in shown["placeholders"]}
    assert by_name["surveys"]["needed"]
    assert by_name["mode"]["sometimes"]
    assert "https://surveys.example/parents" in by_name["surveys"]["example"]
    told = visits("programme", "letters", "autumn", "survey-links")
    assert "{{ survey_closes }}" in told.stdout


def test_a_file_whose_lines_end_as_windows_ends_them_is_read_alike(
    visits: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    text = standard_text(LetterKind.REMINDER).replace("We have not recorded", "We do not have")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    told = visits("programme", "wording", "autumn", "reminder", "--file", str(file), "--preview")

    assert told.exit_code == 0, told.output
    assert "We do not have" in told.stdout


def test_what_is_printed_alone_is_what_goes_into_a_file_and_can_be_looked_at(
    visits: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    text = visits("programme", "letters", "autumn", "reminder", "--text").stdout
    assert text == standard_text(LetterKind.REMINDER)
    file.write_text(text.replace("We have not recorded", "We do not have"), "utf-8")

    told = visits("programme", "wording", "autumn", "reminder", "--file", str(file), "--preview")

    assert told.exit_code == 0, told.output
    words = " ".join(told.stdout.replace("|", " ").split())
    assert "Nothing is recorded." in words
    assert "We do not have your reply yet." in words


def test_what_will_not_do_is_refused_with_its_lines(
    visits: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Subject: {{ area }}\n\n{{ area.x }}\n{{ y }}\n", "utf-8")

    told = visits("programme", "wording", "autumn", "reminder", "--file", str(file), "--preview")

    assert told.exit_code == 1
    assert "Line 3: between {{ and }} stands one placeholder and nothing else." in told.stderr
    assert "Line 4: there is no placeholder {{ y }} in this letter" in told.stderr


def test_a_kind_that_there_is_not_is_wrong_usage(visits: Callable[..., Result]) -> None:
    told = visits("programme", "letters", "autumn", "christmas-card")

    assert told.exit_code == 2
    assert "christmas-card" in told.stderr
