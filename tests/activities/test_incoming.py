"""What a message turns out to be, by itself: real bounces, holiday notices, people, nonsense."""

import time

import pytest

from activities.incoming import read_message
from schemas.incoming import MailKind
from tests.support.away import AWAY, reply
from tests.support.bounces import PASSES, bounces, kind_by_flufl, readdressed
from tests.support.mail_in import BOUNCES, own_address, report

TAG = "abcdefghij234567"
_FAILURES = {MailKind.RETURNED, MailKind.GIVEN_UP, MailKind.DELAYED}


@pytest.mark.parametrize("name", sorted(bounces()))
def test_a_real_bounce_is_told_as_well_as_flufl_bounce_can(name: str) -> None:
    read = read_message(readdressed(name, TAG), BOUNCES)

    expected = kind_by_flufl(name)
    if expected is None:
        assert read.kind not in _FAILURES
    else:
        assert read.kind is expected
    assert read.tags == (TAG,)


def test_every_real_bounce_is_there() -> None:
    kinds = [kind_by_flufl(name) for name in bounces()]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counts == {
        MailKind.RETURNED: 98,
        MailKind.GIVEN_UP: len(PASSES),
        MailKind.DELAYED: 11,
        None: 5,
    }


@pytest.mark.parametrize("name", AWAY)
@pytest.mark.parametrize("to", [own_address(TAG), "area-send-visits@example.gov.uk"])
def test_no_automatic_reply_is_taken_for_a_bounce(name: str, to: str) -> None:
    read = read_message(reply(name, to, about="<a.letter@example.gov.uk>"), BOUNCES)
    assert read.kind is MailKind.AWAY
    assert read.named == (("a.letter", "example.gov.uk"),)


def test_a_person_who_quotes_a_bounce_is_a_person() -> None:
    quoted = report(TAG).decode().replace("\n", "\n> ")
    message = (
        f"Return-Path: <amara@kent.example>\nFrom: amara@kent.example\nTo: {own_address(TAG)}\n"
        f"Subject: What is this?\n\nI had this back, what does it mean?\n> {quoted}\n"
    ).encode()
    assert read_message(message, BOUNCES).kind is MailKind.REPLY


def test_a_person_who_passes_a_bounce_on_whole_is_a_person() -> None:
    message = (
        b"Return-Path: <amara@kent.example>\nFrom: amara@kent.example\n"
        b"To: area-send-visits@example.gov.uk\nSubject: Fwd: Undelivered\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="=m"\n\n--=m\nContent-Type: text/plain\n\n'
        b"See what I had.\n\n--=m\nContent-Type: message/rfc822\n\n" + report(TAG) + b"\n--=m--\n"
    )
    assert read_message(message, BOUNCES).kind is MailKind.REPLY


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", MailKind.RETURNED),
        ("failed", "4.2.2", MailKind.GIVEN_UP),
        ("failed", "4.4.7", MailKind.GIVEN_UP),
        ("delayed", "4.4.1", MailKind.DELAYED),
        ("delivered", "2.1.5", MailKind.ARRIVED),
        ("relayed", "2.1.9", MailKind.ARRIVED),
        ("expanded", "2.1.5", MailKind.ARRIVED),
    ],
)
def test_a_report_means_what_its_action_and_status_say(
    action: str, status: str, kind: MailKind
) -> None:
    read = read_message(report(TAG, action=action, status=status), BOUNCES)
    assert (read.kind, read.status) == (kind, status)


def test_a_read_receipt_and_a_complaint_are_neither_bounces_nor_replies() -> None:
    receipt = report(TAG).replace(b"delivery-status", b"disposition-notification")
    receipt = receipt.replace(b"Action: failed\nStatus: 5.1.1\n", b"Disposition: x; displayed\n")
    spam = receipt.replace(b"disposition-notification", b"feedback-report")
    assert read_message(receipt, BOUNCES).kind is MailKind.OPENED
    assert read_message(spam, BOUNCES).kind is MailKind.CALLED_SPAM


def test_only_our_own_address_has_tags() -> None:
    elsewhere = report(TAG).replace(b"@visits.example", b"@elsewhere.example")
    assert read_message(elsewhere, BOUNCES).tags == ()
    assert read_message(report(TAG), None).tags == ()
    shouted = report(TAG).replace(own_address(TAG).encode(), own_address(TAG).upper().encode())
    assert read_message(shouted, BOUNCES).tags == (TAG,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xfe\nContent-Type: text/plain; charset=nonsense\n\n\xff\x00words",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
        b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nnonsense",
        b"Subject: =?utf-8?b?not base64?=\n\nwords",
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n--x\n',
    ],
)
def test_whatever_comes_something_is_made_of_it_that_the_register_can_keep(content: bytes) -> None:
    read = read_message(content, BOUNCES)
    for text in (read.sender, read.subject, read.words):
        assert "\x00" not in text
        text.encode()  # halves of characters would raise


@pytest.mark.parametrize("page", ["<" * 200_000, "<style " * 30_000, "<script>x" * 20_000])
def test_a_page_of_nothing_but_tags_that_never_end_is_read_in_a_moment(page: str) -> None:
    begun = time.process_time()
    read = read_message(f"Content-Type: text/html\n\n{page}<p>Yes.</p>".encode(), BOUNCES)
    assert read.kind is MailKind.REPLY
    assert time.process_time() - begun < 5


def test_of_a_page_what_is_shown_is_read() -> None:
    page = (
        "<html><head><title>x</title></head><body><STYLE>p {}</STYLE><p>We&amp;they\n<b>come</b>"
        "<script>if (a < b) c()</script>, 1 < 2</p><style>never ends"
    )
    read = read_message(f"Content-Type: text/html\n\n{page}".encode(), BOUNCES)
    assert read.words == "We&they\ncome , 1 < 2 never ends".replace(
        " < 2 never ends", " never ends"
    )


@pytest.mark.parametrize("named", [b"<\x00letter@visits.example>", b"<\xffletter@visits.example>"])
def test_what_a_message_names_can_be_looked_for(named: bytes) -> None:
    read = read_message(b"From: a@b.example\nReferences: " + named + b"\n\nx", BOUNCES)
    assert [domain for _, domain in read.named] == ["visits.example"]
    for local, domain in read.named:
        assert "\x00" not in local + domain
        (local + domain).encode()
