"""A mail server that says no: to whom, for how long, and what becomes of the letter.

The servers are real and on loopback; what Postfix, Exim and Exchange say is quoted from them.
"""

import asyncio
import datetime as dt
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.channels import (
    Channel,
    ChannelUnavailable,
    ClientRefused,
    LetterDeferred,
    Login,
    MailServer,
    OutcomeUncertain,
    RecipientRefused,
    SmtpChannel,
    Tls,
    TlsMode,
)
from activities.channels.port import DeliveryFailed
from activities.channels.smtp_answers import Stage, meaning
from activities.outgoing import Outgoing
from stack.ports import LOOPBACK
from tests.activities.mail_servers import (
    UP_TO_DATA,
    Manners,
    Script,
    mail_server,
    scripted_server,
)
from tests.mail import IN_CLEAR, smtp_to
from tests.support.free_ports import nobody_listens

KEY = "interim-2020-e10000099/invitation/1/dcs-1"
MARKER = "marker-name"
TO = f"{MARKER}@testshire.example"
LETTER = Outgoing(
    sender="visits@inspectors.example",
    recipient=TO,
    content=b"From: <visits@inspectors.example>\nTo: <marker-name@testshire.example>\n"
    b"Subject: Area SEND visit\n\nDear Director,\n.\n..two dots\n",
)
US, NOT_NOW, NEVER = ClientRefused, LetterDeferred, RecipientRefused

AT_RECIPIENT: dict[str, type[DeliveryFailed]] = {
    # Of the recipient, for good
    f"550 5.1.1 <{TO}>: Recipient address rejected: User unknown in local recipient table": NEVER,
    f"550 5.1.1 <{TO}>: Recipient address rejected: undeliverable: host relay said: 550": NEVER,
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup": NEVER,
    "550 5.2.1 The email account that you tried to reach is disabled": NEVER,
    "552 5.2.2 Mailbox full": NEVER,
    "550 No such user here": NEVER,
    "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required": NEVER,
    f"554 5.7.1 <{TO}>: Recipient address rejected: Access denied": NEVER,
    "550 5.7.133 Sender not authenticated for group": NEVER,
    "553 5.1.3 Invalid address": NEVER,
    # Of the recipient, for now
    "452 4.2.2 Mailbox full": NOT_NOW,
    "452 Mailbox full": NOT_NOW,
    f"450 4.2.0 <{TO}>: Recipient address rejected: Greylisted, see https://g.example": NOT_NOW,
    "451 4.7.1 Greylisting in action, please come back later": NOT_NOW,
    f"450 4.1.1 <{TO}>: Recipient address rejected: unverified address": NOT_NOW,
    f"451 4.3.0 <{TO}>: Temporary lookup failure": NOT_NOW,
    "421 4.7.0 Try again later, closing connection": NOT_NOW,
    # Of us, though it is told over a recipient: Postfix waits for one, by default
    "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied": US,
    "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname": US,
    "450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]": US,
    "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]": US,
    "450 4.7.1 <visits>: Helo command rejected: Host not found": US,
    "450 4.1.8 <visits@x.example>: Sender address rejected: Domain not found": US,
    "553 5.7.1 <visits@x.example>: Sender address rejected: not owned by user visits": US,
    f"554 5.7.1 <{TO}>: Relay access denied": US,
    f"454 4.7.1 <{TO}>: Relay access denied": US,
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example": US,
    "550 5.7.1 Unable to relay": US,
    "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain": US,
    "550 5.7.606 Access denied, banned sending IP [192.0.2.1]": US,
    "530 5.7.0 Must issue a STARTTLS command first": US,
    "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail": US,
    "550 relay not permitted": US,
    "503 5.5.1 Error: need MAIL command": US,
    "535 Incorrect authentication data": US,
}
"""By what a server says at RCPT: whom it refuses."""

AFTER_THE_FINAL_DOT: dict[str, type[DeliveryFailed]] = {
    "552 5.3.4 Message size exceeds fixed limit": NEVER,
    "554 5.6.0 Message contains invalid header": NEVER,
    "550 5.7.1 Message content rejected": NEVER,
    "451 4.3.0 Error: queue file write error": NOT_NOW,
    "452 4.3.1 Insufficient system storage": NOT_NOW,
    "421 4.3.2 Service shutting down": NOT_NOW,
    "550 5.7.23 SPF validation failed": US,
    "550 5.7.26 Unauthenticated mail is prohibited": US,
    "554 5.7.1 Your IP is on our list": US,
}


async def outcome(channel: SmtpChannel) -> DeliveryFailed | None:
    """What becomes of a letter, and that none of the server's words come with it."""
    failed: DeliveryFailed | None = None
    try:
        await channel.deliver(KEY, LETTER)
    except DeliveryFailed as error:
        failed = error
    if failed is not None:
        told = f"{failed} {failed!r} {failed.args} {vars(failed)}".lower()
        assert MARKER not in told
        assert failed.__cause__ is failed.__context__ is None
    return failed


def code_of(answer: str) -> str:
    """The one thing of an answer that is kept."""
    status, _, rest = answer.partition(" ")
    enhanced = rest.split(" ")[0]
    return f"smtp-{status}" + (f"-{enhanced}" if enhanced.count(".") == 2 else "")


async def test_each_answer_at_the_recipient_is_a_refusal_of_them_or_of_us() -> None:
    manners = Manners()
    wrong = {}
    async with mail_server(manners) as port:
        for answer, wanted in AT_RECIPIENT.items():
            manners.everybody = answer
            found = await outcome(smtp_to(port))
            if (type(found), str(found)) != (wanted, code_of(answer)):
                wrong[answer] = repr(found)
    assert not wrong
    assert not manners.got


async def test_each_answer_after_the_final_dot_is_about_the_letter_or_about_us() -> None:
    wrong = {}
    for answer, wanted in AFTER_THE_FINAL_DOT.items():
        async with mail_server(Manners({"data": answer})) as port:
            found = await outcome(smtp_to(port))
        if (type(found), str(found)) != (wanted, code_of(answer)):
            wrong[answer] = repr(found)
    assert not wrong


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("ehlo", "504 5.5.2 need fully-qualified hostname"),
        ("ehlo", "550 5.7.1 Access denied"),
        ("mail", "550 5.1.8 Sender address rejected"),
        ("mail", "530 5.7.0 Must issue a STARTTLS command first"),
        ("mail", "452 4.3.1 Insufficient system storage"),
        ("mail", "550 No"),
    ],
)
async def test_a_no_before_any_recipient_is_named_is_a_no_to_every_letter(
    stage: str, answer: str
) -> None:
    async with mail_server(Manners({stage: answer})) as port:
        found = await outcome(smtp_to(port))
    assert type(found) is ChannelUnavailable
    assert str(found) == code_of(answer)


@pytest.mark.parametrize("greeting", [b"554 5.7.1 No SMTP service here", b"421 4.3.2 Busy"])
async def test_a_no_for_a_greeting_is_a_no_to_every_letter(greeting: bytes) -> None:
    async with scripted_server(Script((greeting,))) as port:
        found = await outcome(smtp_to(port))
    assert type(found) is ChannelUnavailable
    assert str(found) == code_of(greeting.decode())


@pytest.mark.parametrize("answered", range(1, 5))
async def test_a_connection_that_ends_before_data_is_answered_leaves_nothing_uncertain(
    answered: int,
) -> None:
    """Nothing was accepted: it is tried again. From RCPT on it may lie in this letter only."""
    async with scripted_server(Script(UP_TO_DATA[:answered])) as port:
        found = await outcome(smtp_to(port))
    assert type(found) is (LetterDeferred if answered >= 3 else ChannelUnavailable)
    assert str(found) == "smtp-connection"


async def test_a_connection_that_ends_while_the_letter_is_written_leaves_nothing_uncertain() -> (
    None
):
    """Too long to be on its way at once: the end is seen before the final dot."""
    long = Outgoing(LETTER.sender, TO, LETTER.content + b"More words.\n" * 1_000_000)
    async with scripted_server(Script(UP_TO_DATA)) as port:
        with pytest.raises(LetterDeferred, match=r"^smtp-connection$"):
            await smtp_to(port).deliver(KEY, long)


async def test_a_connection_that_ends_after_the_final_dot_is_a_persons_question() -> None:
    script = Script((*UP_TO_DATA, None))
    async with scripted_server(script) as port:
        found = await outcome(smtp_to(port))
    assert type(found) is OutcomeUncertain
    assert str(found) == "smtp-connection"
    assert script.heard[-1].endswith(b"\r\n.\r\n")


@pytest.mark.parametrize("answer", [b"what?", b"222 fine", b"354 go on"])
async def test_an_answer_that_is_none_is_uncertain_only_after_the_final_dot(answer: bytes) -> None:
    async with scripted_server(Script((*UP_TO_DATA, None, answer))) as port:
        assert type(await outcome(smtp_to(port))) is OutcomeUncertain
    async with scripted_server(Script((*UP_TO_DATA[:3], answer))) as port:
        assert type(await outcome(smtp_to(port))) is LetterDeferred


async def test_a_server_that_says_nothing_is_waited_for_and_then_tried_again() -> None:
    held = asyncio.Event()

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await held.wait()
        writer.close()

    server = await asyncio.start_server(listen, LOOPBACK, 0)
    async with server:
        found = await outcome(smtp_to(server.sockets[0].getsockname()[1], timeout=0.1))
        held.set()
    assert type(found) is ChannelUnavailable
    assert str(found) == "smtp-timeout"


async def test_nobody_listening_is_worth_another_try() -> None:
    with nobody_listens() as port:
        found = await outcome(smtp_to(port))
    assert type(found) is ChannelUnavailable
    assert str(found) == "smtp-connection"


def test_no_answer_is_ever_taken_for_a_refusal_of_a_recipient_before_one_was_named() -> None:
    wrong = [
        (stage, status, type(found))
        for stage in Stage
        for status in range(200, 600)
        if stage < Stage.RECIPIENT
        and type(found := meaning(stage, status, "5.1.1 no such user")) is not ChannelUnavailable
    ]
    assert not wrong


class TestWhatIsSaid:
    def test_is_a_channel_that_proves_nothing(self) -> None:
        channel: Channel = smtp_to(25)
        assert (channel.name, channel.proves_delivery, channel.repeatable) == (
            "smtp",
            False,
            False,
        )

    async def test_the_letter_goes_word_for_word_and_the_connection_ends_in_order(self) -> None:
        manners = Manners()
        async with mail_server(manners) as port:
            assert await outcome(smtp_to(port)) is None
        (envelope,) = manners.got
        assert envelope.mail_from == LETTER.sender
        assert envelope.rcpt_tos == [TO]
        assert envelope.content == LETTER.content.replace(b"\n", b"\r\n")
        assert manners.ends == ["QUIT"]

    async def test_a_refusal_ends_in_order_too(self) -> None:
        manners = Manners(everybody="550 5.1.1 no")
        async with mail_server(manners) as port:
            assert isinstance(await outcome(smtp_to(port)), RecipientRefused)
        assert manners.ends == ["QUIT"]

    async def test_we_introduce_ourselves_and_take_bounces_as_we_are_set(self) -> None:
        manners = Manners()
        async with mail_server(manners) as port:
            server = MailServer(
                LOOPBACK,
                port,
                hello="visits.inspectors.example",
                tls=IN_CLEAR,
                envelope_sender="bounces@inspectors.example",
            )
            assert await outcome(SmtpChannel(server)) is None
        assert manners.hellos == ["visits.inspectors.example"]
        assert manners.got[0].mail_from == "bounces@inspectors.example"

    async def test_says_who_we_are_where_the_server_asks(self) -> None:
        manners = Manners()
        async with mail_server(manners, asks=True) as port:
            server = MailServer(LOOPBACK, port, tls=IN_CLEAR, login=Login("visits", "a secret"))
            assert await outcome(SmtpChannel(server)) is None
        assert manners.logins == [(b"visits", b"a secret")]
        assert manners.recipients == [TO]

    async def test_a_login_that_is_refused_is_ours_to_mend_and_loses_no_letter(self) -> None:
        manners = Manners()
        async with mail_server(manners, asks=True) as port:
            server = MailServer(LOOPBACK, port, tls=IN_CLEAR, login=Login("visits", "another"))
            found = await outcome(SmtpChannel(server))
        assert type(found) is ChannelUnavailable
        assert str(found) == "smtp-535-5.7.8"
        assert manners.got == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the loopback address, with its key; signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


class TestEncryption:
    """What each setting means, against servers with and without a certificate."""

    async def _encrypted(self, tls: Tls, certificate: Path | None) -> bool | str:
        """Whether a letter went encrypted, or why it did not go."""
        manners = Manners()
        async with mail_server(manners, certificate=certificate) as port:
            found = await outcome(SmtpChannel(MailServer(LOOPBACK, port, tls=tls)))
        assert len(manners.got) == (found is None)
        if found is not None:
            assert type(found) is ChannelUnavailable
            return found.code
        return manners.encrypted[-1]

    async def test_required_means_encrypted_to_a_server_that_proves_who_it_is(
        self, certificate: Path
    ) -> None:
        required = TlsMode.REQUIRED
        assert await self._encrypted(Tls(required), None) == "smtp-no-tls"
        assert await self._encrypted(Tls(required), certificate) == "smtp-tls"
        assert await self._encrypted(Tls(required, ca_file=certificate), certificate) is True
        assert await self._encrypted(Tls(required, verify=False), certificate) is True

    async def test_opportunistic_means_encrypted_where_it_is_offered_whoever_it_is(
        self, certificate: Path
    ) -> None:
        assert await self._encrypted(Tls(TlsMode.OPPORTUNISTIC), certificate) is True
        assert await self._encrypted(Tls(TlsMode.OPPORTUNISTIC), None) is False

    async def test_none_means_in_clear_whatever_is_offered(self, certificate: Path) -> None:
        assert await self._encrypted(Tls(TlsMode.NONE), certificate) is False
        assert await self._encrypted(Tls(TlsMode.NONE), None) is False
