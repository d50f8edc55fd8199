"""A setting that is misspelt is told of, and none that there is."""

import re
from pathlib import Path

from worker.known_settings import KNOWN, Unread, unread

ROOT = Path(__file__).parents[2]
_READERS = ("activities", "api", "console", "desk", "feed", "pages", "register", "web", "worker")
_PREFIXES = frozenset({"VISITS_IMAP", "VISITS_SMTP"})
"""What is said of TLS is read by one function for both: these go before it."""
_AMONG_OURSELVES = {"VISITS_PAGES_OF_STACK"}
"""Set by `visits up` for a process of its own, and by nobody else."""
_TLS = ("TLS", "CA_FILE", "VERIFY")


def _literals() -> set[str]:
    """Each name that stands by itself in what reads settings."""
    found: set[str] = set()
    for folder in _READERS:
        for file in (ROOT / folder).rglob("*.py"):
            if file.name != "known_settings.py":
                found |= set(re.findall(r'"(VISITS_[A-Z_]+)"', file.read_text(encoding="utf-8")))
    return found


def test_there_are_those_that_are_read_and_no_others() -> None:
    read = _literals()

    assert read >= _PREFIXES
    assert read - _PREFIXES | {f"{one}_{part}" for one in _PREFIXES for part in _TLS} == KNOWN


def test_what_the_documents_name_is_known() -> None:
    told: set[str] = set()
    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        told |= set(re.findall(r"`(VISITS_[A-Z_]+[A-Z])(?:=[^`]*)?`", text))
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert len(told) > 40
    # What Compose alone reads, it puts into other settings.
    assert {one for one in told - KNOWN if one not in compose} == set()


def test_each_stands_in_a_document() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    told = {
        name
        for page in pages
        for name in re.findall(r"VISITS_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))
    }

    assert KNOWN - told == _AMONG_OURSELVES


def test_a_misspelt_one_is_told_with_the_one_that_may_be_meant() -> None:
    env = {
        "VISITS_LETTER_HELD_MINUTES": "0",
        "VISITS_COLOUR_OF_THE_DOOR": "blue",
        "VISITS_MAX_ACTIVITIES": "4",
        "DATABASE_URL": "postgresql://",
    }

    assert list(unread(env)) == [
        Unread("VISITS_COLOUR_OF_THE_DOOR", None),
        Unread("VISITS_LETTER_HELD_MINUTES", "VISITS_LETTERS_HELD_MINUTES"),
    ]
