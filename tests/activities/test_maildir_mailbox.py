"""A Maildir is read: each message once, in order, and put away where people find it."""

import os
from pathlib import Path

import pytest

from activities.incoming import MailboxUnavailable, MaildirMailbox
from activities.incoming.maildir import READ
from activities.incoming.port import LONGEST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def deliver(path: Path, content: bytes, at: int) -> None:
    path.write_bytes(content)
    os.utime(path, (at, at))


def test_what_somebody_has_looked_at_is_read_too_in_the_order_in_which_it_came(
    folder: Path,
) -> None:
    deliver(folder / "new" / "3.c", b"third", 3)
    deliver(folder / "cur" / "1.a:2,S", b"first", 1)
    deliver(folder / "cur" / "2.b:2,FRS", b"second", 2)
    deliver(folder / "tmp" / "4.d", b"being delivered", 4)
    lying = list(MaildirMailbox(folder).lying())
    assert [message.content for message in lying] == [b"first", b"second", b"third"]
    assert [message.place for message in lying] == ["maildir/1.a", "maildir/2.b", "maildir/3.c"]


def test_what_was_read_is_put_away_and_nothing_is_deleted(folder: Path) -> None:
    deliver(folder / "new" / "1.a", b"one", 1)
    deliver(folder / "cur" / "2.b:2,F", b"two", 2)
    box = MaildirMailbox(folder)
    for message in box.lying():
        box.put_away(message.place)
        box.put_away(message.place)  # again does nothing

    assert list(box.lying()) == []
    assert {path.name: path.read_bytes() for path in (folder / READ / "cur").iterdir()} == {
        "1.a:2,S": b"one",
        "2.b:2,FS": b"two",
    }


def test_a_message_keeps_its_place_when_a_mail_program_moves_it(folder: Path) -> None:
    deliver(folder / "new" / "1.a", b"one", 1)
    box = MaildirMailbox(folder)
    (before,) = box.lying()
    (folder / "new" / "1.a").rename(folder / "cur" / "1.a:2,S")
    (after,) = box.lying()
    assert after == before
    box.put_away(before.place)
    assert list(box.lying()) == []


def test_of_a_very_long_message_the_beginning_is_read(folder: Path) -> None:
    deliver(folder / "new" / "1.a", b"x" * (LONGEST + 10), 1)
    (message,) = MaildirMailbox(folder).lying()
    assert len(message.content) == LONGEST


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert list(MaildirMailbox(tmp_path / "later").lying()) == []


def test_what_cannot_be_read_is_told_by_a_code(folder: Path) -> None:
    (folder / "new" / "1.a").mkdir()  # something that is no message
    with pytest.raises(MailboxUnavailable) as error:
        list(MaildirMailbox(folder).lying())
    assert error.value.code == "maildir-eisdir"
