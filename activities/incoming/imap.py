"""A mailbox on a server that speaks IMAP."""

import hashlib
import ssl
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from typing import Final

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from activities.channels.smtp_tls import Tls, TlsMode
from activities.incoming.port import LONGEST, Lying, MailboxUnavailable

IMPLICIT_PORT: Final = 993
_TIMEOUT: Final = 30.0  # seconds for each answer


@dataclass(frozen=True)
class ImapAccount:
    """A mailbox, and how it is reached.

    Attributes:
        host: Of the server.
        user: Whose mailbox.
        password: Theirs.
        port: Of the server; on port 993 the connection is encrypted from its beginning.
        tls: How it is encrypted.
        folder: In which mail arrives.
        read: Into which it is put once it was read; it is made where there is none.
    """

    host: str
    user: str
    password: str = field(repr=False)
    port: int = IMPLICIT_PORT
    tls: Tls = field(default_factory=lambda: Tls(TlsMode.REQUIRED))
    folder: str = "INBOX"
    read: str = "Read by visits"


class ImapMailbox:
    """A folder of an account; a message in it is called by UIDVALIDITY and UID.

    Each round has a connection of its own, so that a server that was away is found again.

    Args:
        account: Which, and how it is reached.
    """

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._box: BaseMailBox | None = None
        self._place = ""
        # Two mailboxes may count alike.
        of = f"{account.host} {account.port} {account.user} {account.folder}".lower()
        self._name = f"imap-{hashlib.sha256(of.encode()).hexdigest()[:12]}"

    def lying(self) -> Generator[Lying, None, None]:
        """See `Mailbox`."""
        try:
            with self._connected() as box:
                self._box = box
                for uid in box.uids():
                    yield from self._fetch(box, uid)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            code = _code(error)
        else:
            return
        finally:
            self._box = None
        # Outside of the handler, whose error has a server's words.
        raise MailboxUnavailable(code)

    def put_away(self, place: str) -> None:
        """See `Mailbox`."""
        where, _, uid = place.rpartition("/")
        if self._box is None or where != self._place:
            return
        try:
            self._box.move(uid, self._account.read)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            code = _code(error)
        else:
            return
        raise MailboxUnavailable(code)

    def _fetch(self, box: BaseMailBox, uid: str) -> Iterator[Lying]:
        """The message of that number; none where somebody has moved it meanwhile."""
        status, parts = box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)")
        if status != "OK":
            raise MailboxUnavailable("imap-fetch")
        for part in parts:
            if isinstance(part, tuple):
                yield Lying(f"{self._place}/{uid}", part[1])
                return

    def _connected(self) -> BaseMailBox:
        box = self._open()
        try:
            box.login(self._account.user, self._account.password, self._account.folder)
            if not box.folder.exists(self._account.read):
                box.folder.create(self._account.read)
            counted = box.folder.status(self._account.folder, ["UIDVALIDITY"])
            self._place = f"{self._name}/{counted['UIDVALIDITY']}"
        except BaseException:
            with suppress(ImapToolsError, IMAP4.error, OSError):
                box.client.shutdown()
            raise
        return box

    def _open(self) -> BaseMailBox:
        account = self._account
        if account.tls.mode is TlsMode.NONE:
            return MailBoxUnencrypted(account.host, account.port, timeout=_TIMEOUT)
        context = account.tls.context()
        if account.port == IMPLICIT_PORT:
            return MailBox(account.host, account.port, timeout=_TIMEOUT, ssl_context=context)
        return MailBoxStartTls(account.host, account.port, timeout=_TIMEOUT, ssl_context=context)


def _code(error: Exception) -> str:
    match error:
        case MailboxLoginError():
            return "imap-login"
        case MailboxFolderSelectError():
            return "imap-folder"
        case ssl.SSLError():
            return "imap-tls"
        case TimeoutError():
            return "imap-timeout"
        case OSError():
            return "imap-connection"
        case _:
            return "imap-error"
