"""Channels: a real Maildir, a real mail server on loopback."""

import asyncio
import mailbox
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from activities.channels import (
    Channel,
    ChannelUnavailable,
    Login,
    MaildirChannel,
    OutcomeUncertain,
    RecipientRefused,
    SmtpChannel,
)
from activities.channels.port import DeliveryFailed

KEY = "interim-2020-e10000099/invitation/1/dcs-1"
FILE = "interim-2020-e10000099.invitation.1.dcs-1.eml"
MARKER = "Marker-Name"
LOOPBACK = "127.0.0.1"


def make_message(text: str = "Dear Łukasz,\n.\n..two dots\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Area SEND visits <visits@inspectors.example>"
    message["To"] = f"{MARKER} <{MARKER.lower()}@testshire.example>"
    message["Subject"] = "Area SEND visit"
    message.set_content(text, cte="quoted-printable")
    return message


class Office:
    """A mail server's manners: what it answers and what it got."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.got: list[Envelope] = []
        self.known = False

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _: list[str],
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802 - as above
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _: list[str],
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self.got.append(envelope)
        return self.answers.get("data", "250 OK")


@asynccontextmanager
async def mail_server(office: Office) -> AsyncIterator[SmtpChannel]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, loop=loop), LOOPBACK, 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield SmtpChannel(LOOPBACK, port, starttls=False, timeout=5)


@asynccontextmanager
async def asking_server(office: Office, login: Login) -> AsyncIterator[SmtpChannel]:
    """A mail server that knows one user, and a channel with a login."""

    def knows(*about: object) -> AuthResult:
        told = about[-1]
        assert isinstance(told, LoginPassword)
        office.known = (told.login, told.password) == (b"visits", b"a secret")
        return AuthResult(success=office.known, handled=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(office, loop=loop, authenticator=knows, auth_require_tls=False),
        LOOPBACK,
        0,
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield SmtpChannel(LOOPBACK, port, starttls=False, login=login, timeout=5)


@asynccontextmanager
async def rude_server(*answers: bytes) -> AsyncIterator[SmtpChannel]:
    """A server that greets, answers each command with the next line, and then hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            writer.write(answer + b"\r\n")
            await writer.drain()
            await reader.readline()
        writer.close()

    server = await asyncio.start_server(talk, LOOPBACK, 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield SmtpChannel(LOOPBACK, port, starttls=False, timeout=0.2)


def says_nothing(error: DeliveryFailed) -> bool:
    told = f"{error} {error!r} {error.args} {vars(error)}".lower()
    return MARKER.lower() not in told and error.__cause__ is error.__context__ is None


class TestMaildir:
    def test_is_a_channel_whose_filing_is_proof(self, tmp_path: Path) -> None:
        channel: Channel = MaildirChannel(tmp_path)
        assert (channel.name, channel.proves_delivery, channel.repeatable) == (
            "maildir",
            True,
            True,
        )

    async def test_files_a_letter_that_mail_programs_can_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "letters"
        await MaildirChannel(folder).deliver(KEY, make_message())
        assert [path.name for path in (folder / "new").iterdir()] == [FILE]
        assert not list((folder / "tmp").iterdir())
        (read,) = mailbox.Maildir(folder, create=False)
        assert read["Subject"] == "Area SEND visit"

    async def test_files_the_same_letter_once(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await asyncio.gather(*(channel.deliver(KEY, make_message()) for _ in range(5)))
        await channel.deliver(KEY, make_message())
        assert len(mailbox.Maildir(tmp_path, create=False)) == 1

    @pytest.mark.parametrize(("lasting", "synced"), [(True, ["file", "folder"]), (False, [])])
    async def test_a_letter_is_on_the_disk_and_named_there_unless_it_need_not_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lasting: bool, synced: list[str]
    ) -> None:
        seen: list[str] = []
        monkeypatch.setattr(
            os,
            "fsync",
            lambda handle: seen.append(
                "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
            ),
        )
        await MaildirChannel(tmp_path, lasting=lasting).deliver(KEY, make_message())
        assert seen == synced

    async def test_a_letter_that_was_read_is_not_filed_again(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await channel.deliver(KEY, make_message())
        (tmp_path / "new" / FILE).rename(tmp_path / "cur" / f"{FILE}:2,S")
        await channel.deliver(KEY, make_message())
        assert len(mailbox.Maildir(tmp_path, create=False)) == 1

    async def test_files_each_letter_under_a_name_of_its_own(self, tmp_path: Path) -> None:
        channel = MaildirChannel(tmp_path)
        await channel.deliver(KEY, make_message())
        await channel.deliver(KEY.replace("/1/", "/2/"), make_message())
        assert len(mailbox.Maildir(tmp_path, create=False)) == 2

    async def test_a_folder_that_cannot_be_written_is_worth_another_try(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ChannelUnavailable, match=r"^maildir-enotdir$") as raised:
            await MaildirChannel(tmp_path / "file").deliver(KEY, make_message())
        assert says_nothing(raised.value)


class TestSmtp:
    def test_is_a_channel_that_proves_nothing(self) -> None:
        channel: Channel = SmtpChannel(LOOPBACK, 25)
        assert (channel.name, channel.proves_delivery, channel.repeatable) == (
            "smtp",
            False,
            False,
        )

    async def test_hands_over_the_letter_word_for_word(self) -> None:
        office = Office()
        async with mail_server(office) as channel:
            await channel.deliver(KEY, make_message())
        (envelope,) = office.got
        assert envelope.mail_from == "visits@inspectors.example"
        assert envelope.rcpt_tos == ["marker-name@testshire.example"]
        content = envelope.content
        assert isinstance(content, bytes)
        assert content == make_message().as_bytes(
            policy=make_message().policy.clone(linesep="\r\n")
        )

    @pytest.mark.parametrize("stage", ["rcpt", "data"])
    async def test_a_no_for_good_carries_a_code_and_none_of_the_servers_words(
        self, stage: str
    ) -> None:
        async with mail_server(Office(**{stage: f"550 no such person {MARKER}"})) as channel:
            with pytest.raises(RecipientRefused, match=r"^smtp-550$") as raised:
                await channel.deliver(KEY, make_message())
        assert raised.value.code == "smtp-550"
        assert says_nothing(raised.value)

    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
    async def test_a_not_now_is_worth_another_try(self, stage: str) -> None:
        async with mail_server(Office(**{stage: f"451 later, {MARKER}"})) as channel:
            with pytest.raises(ChannelUnavailable, match=r"^smtp-451$") as raised:
                await channel.deliver(KEY, make_message())
        assert says_nothing(raised.value)

    async def test_says_who_we_are_where_the_server_asks(self) -> None:
        office = Office()
        async with asking_server(office, Login("visits", "a secret")) as channel:
            await channel.deliver(KEY, make_message())
        assert office.known
        assert len(office.got) == 1

    async def test_a_login_that_is_refused_is_ours_to_mend_and_loses_no_letter(self) -> None:
        office = Office()
        async with asking_server(office, Login("visits", "another")) as channel:
            with pytest.raises(ChannelUnavailable, match=r"^smtp-535$"):
                await channel.deliver(KEY, make_message())
        assert office.got == []

    async def test_a_no_to_us_is_not_held_against_the_recipient(self) -> None:
        async with mail_server(Office(mail="530 encrypt first")) as channel:
            with pytest.raises(ChannelUnavailable, match=r"^smtp-530$"):
                await channel.deliver(KEY, make_message())

    async def test_nobody_listening_is_worth_another_try(self, unused_tcp_port: int) -> None:
        channel = SmtpChannel(LOOPBACK, unused_tcp_port, starttls=False, timeout=5)
        with pytest.raises(ChannelUnavailable, match=r"^smtp-connection$") as raised:
            await channel.deliver(KEY, make_message())
        assert says_nothing(raised.value)

    async def test_insists_on_encryption_when_told_to(self) -> None:
        office = Office()
        async with mail_server(office) as plain:
            channel = SmtpChannel(LOOPBACK, plain._port, starttls=True, timeout=5)  # noqa: SLF001 - the same server
            with pytest.raises(ChannelUnavailable):
                await channel.deliver(KEY, make_message())
        assert not office.got

    async def test_cut_off_before_the_letter_is_worth_another_try(self) -> None:
        async with rude_server(b"220 hello", b"250 hello", b"250 sender") as channel:
            with pytest.raises(ChannelUnavailable, match=r"^smtp-connection$"):
                await channel.deliver(KEY, make_message())

    async def test_cut_off_with_the_letter_on_its_way_is_uncertain(self) -> None:
        told = (b"220 hello", b"250 hello", b"250 sender", b"250 recipient", b"354 go on")
        async with rude_server(*told) as channel:
            with pytest.raises(OutcomeUncertain, match=r"^smtp-connection$") as raised:
                await channel.deliver(KEY, make_message())
        assert says_nothing(raised.value)

    async def test_an_address_that_the_server_cannot_be_told_is_refused(self) -> None:
        message = make_message()
        message.replace_header("To", "añe@testshire.example")
        with pytest.raises(RecipientRefused, match=r"^smtp-recipient-address$") as raised:
            await SmtpChannel(LOOPBACK, 25).deliver(KEY, message)
        assert "añe" not in repr(raised.value)
