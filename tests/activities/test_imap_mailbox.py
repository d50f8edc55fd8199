"""A mailbox on Debian's Dovecot is read: each message once, in order, and put away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from activities.channels import Tls
from activities.incoming import ImapAccount, ImapMailbox, MailboxUnavailable
from tests.activities.dovecot_server import DOVECOT, HAS_IMAP, dovecot_server
from tests.activities.postfix_server import NOBODY
from tests.support.certificates import own_certificate

pytestmark = pytest.mark.skipif(
    DOVECOT is None or not HAS_IMAP or os.geteuid() != 0,
    reason="needs Dovecot, and to be root: apt-get install dovecot-imapd",
)

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_certificate(tmp_path_factory.mktemp("imap"))


@pytest.fixture(scope="module")
def mail() -> Iterator[Path]:
    """A Maildir that its daemons may enter, unlike the folders that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="visits-mail-"))
    folder.chmod(0o755)
    for name in ("", "in", "in/new", "in/cur", "in/tmp"):
        (folder / name).mkdir(exist_ok=True)
        os.chown(folder / name, NOBODY, NOBODY)
    yield folder / "in"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def account(mail: Path, certificate: Path) -> Iterator[ImapAccount]:
    with dovecot_server(mail, NOBODY, certificate) as found:
        yield found


def deliver(mail: Path, content: bytes) -> None:
    path = mail / "new" / f"{1_600_000_000 + next(_NUMBERS)}.M1P1.mx"
    path.write_bytes(content)
    os.chown(path, NOBODY, NOBODY)


def empty(box: ImapMailbox) -> None:
    for message in box.lying():
        box.put_away(message.place)


def test_messages_are_read_in_order_and_put_away_over_tls(mail: Path, account: ImapAccount) -> None:
    box = ImapMailbox(account)
    empty(box)
    for text in (b"first", b"second", b"third"):
        deliver(mail, b"Subject: x\n\n" + text + b"\n")

    places = []
    for message in box.lying():
        places.append(message.place)
        if b"second" not in message.content:
            box.put_away(message.place)

    assert len(set(places)) == 3
    (left,) = ImapMailbox(account).lying()
    assert (left.place, b"second" in left.content) == (places[1], True)
    read = list(ImapMailbox(replace(account, folder=account.read)).lying())
    assert [b"second" in message.content for message in read[-2:]] == [False, False]
    empty(box)


def test_what_was_put_away_already_is_not_looked_for(mail: Path, account: ImapAccount) -> None:
    box = ImapMailbox(account)
    empty(box)
    deliver(mail, b"Subject: x\n\none\n")
    for message in box.lying():
        box.put_away(message.place)
        box.put_away(message.place)
    box.put_away("imap-elsewhere/1/1")
    assert list(box.lying()) == []


def test_what_is_wrong_is_told_by_a_code_without_the_servers_words(account: ImapAccount) -> None:
    wrong = {
        "imap-login": replace(account, password="another"),  # noqa: S106 - a wrong one
        "imap-folder": replace(account, folder="Nowhere"),
        "imap-tls": replace(account, tls=Tls()),  # an authority that nobody told us of
        "imap-connection": replace(account, port=9),
    }
    for code, account_of in wrong.items():
        with pytest.raises(MailboxUnavailable) as error:
            list(ImapMailbox(account_of).lying())
        assert error.value.code == code
        assert error.value.__context__ is None
