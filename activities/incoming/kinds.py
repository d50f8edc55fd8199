"""Which kind of mail a message is.

The order matters: reports by servers carry `Auto-Submitted`, as holiday notices do, and both come
to the envelope sender (RFC 3834). So a report is known by its own type first, then whatever a
program says that it sent by itself, unless its sender or subject is a server's, and only what is
left is asked whether its words are those of a bounce; a person who quotes one is not taken for it,
because people do not send without a sender.
"""

import re
from email.message import Message
from typing import Final

from activities.incoming.calendar_answer import method_of
from activities.incoming.reports import Reported, of_status_report, of_words
from schemas.incoming import MailKind

_BY_PROGRAMS: Final = ("X-Autoreply", "X-Autorespond", "X-AutoReply-From")
_PRECEDENCE: Final = {"bulk", "junk", "list", "auto_reply"}
_DAEMONS: Final = ("mailer-daemon@", "postmaster@")
_SERVERS: Final = re.compile(
    r"mailer-?daemon|mdaemon|postmaster|mail delivery|delivery subsystem|system administrator"
    r"|mail administrator|<>",
    re.IGNORECASE,
)
_RETURNS: Final = re.compile(
    r"\s*(?:non-?delivery|undeliver|delivery (?:failure|status|notification)|returned mail"
    r"|failure notice|mail (?:error|delivery failed|could not be delivered))",
    re.IGNORECASE,
)


def kind_of(message: Message, *, own: bool) -> Reported:
    """What a message is, and a server's status where it has one.

    Args:
        message: As it was parsed.
        own: Whether it came to an address that only the servers of one letter know.
    """
    reported = _reported(message, own=own)
    if reported is not None:
        return reported
    calendar = method_of(message)
    if calendar == "REPLY":
        return Reported(MailKind.CALENDAR_ANSWER)
    if calendar == "COUNTER":
        return Reported(MailKind.OTHER_TIME)
    bounces = own and _without_sender(message)
    if bounces and _by_a_server(message):
        return of_words(message) or Reported(MailKind.UNKNOWN)
    if _by_a_program(message):
        return Reported(MailKind.AWAY)
    if bounces:
        return of_words(message) or Reported(MailKind.UNKNOWN)
    return Reported(MailKind.UNKNOWN if _without_sender(message) else MailKind.REPLY)


def _reported(message: Message, *, own: bool) -> Reported | None:
    """By the type of a report, or by a part that only such a report has."""
    kind = _report_type(message)
    parts = {part.get_content_type() for part in message.walk()}
    if kind == "feedback-report" or "message/feedback-report" in parts:
        return Reported(MailKind.CALLED_SPAM)
    if kind == "disposition-notification" or "message/disposition-notification" in parts:
        # A mailbox that rejects what it took says so by such a receipt (RFC 5429), too.
        rejected = of_words(message) if own and _without_sender(message) else None
        return rejected or Reported(MailKind.OPENED)
    if kind == "delivery-status" or message.get_content_type() == "multipart/report":
        return of_status_report(message) or of_words(message)
    if "message/delivery-status" in _outer_types(message):
        return of_status_report(message)
    return None


def _report_type(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    return str(message.get_param("report-type", "")).strip().lower()


def _outer_types(message: Message) -> set[str]:
    """Of the parts of the message itself: a person may attach a bounce that they had."""
    parts = message.get_payload()
    if not message.is_multipart() or not isinstance(parts, list):
        return set()
    return {part.get_content_type() for part in parts if isinstance(part, Message)}


def _by_a_program(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "")).partition(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return True
    if any(message[name] for name in _BY_PROGRAMS):
        return True
    return str(message.get("Precedence", "")).strip().lower() in _PRECEDENCE


def _by_a_server(message: Message) -> bool:
    """Whether it is sent as servers send: what people are called, or write about, is otherwise."""
    sender, subject = str(message.get("From", "<>")), str(message.get("Subject", ""))
    return bool(_SERVERS.search(sender) or _RETURNS.match(subject))


def _without_sender(message: Message) -> bool:
    """Whether its envelope named no sender, so that nothing could be sent back for it."""
    path = message["Return-Path"]
    if path is not None:
        return str(path).strip() in {"<>", ""}
    sender = str(message.get("From", "")).lower()
    return any(server in sender for server in _DAEMONS)
