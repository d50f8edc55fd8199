"""From an order and a brief to a message that is ready to go."""

from collections.abc import Iterator, Mapping, Sequence
from email.utils import format_datetime
from hashlib import sha256
from itertools import chain, count

from jinja2 import TemplateError

from activities.calendar_entry import calendar_entry
from activities.letters.attachments import Enclosure, attached, kept
from activities.letters.frame import in_frame
from activities.letters.headers import mailbox_field, nobody_field, text_field
from activities.letters.layout import lay_out
from activities.letters.mime import VERSION, multipart, text_part
from activities.letters.page import html_page
from activities.letters.template_variables import template_variables
from activities.outgoing import NOBODY, Outgoing
from activities.particulars import IncompleteBrief, person
from activities.sender import Sender
from activities.wording import one_line
from activities.wordings import UnusableWording, Wording, standard_text, wording_of
from rules.questions import ASKED
from rules.zones import london
from schemas.brief import Brief
from schemas.email_address import UnusableAddress, on_the_wire
from schemas.ids import LetterKey
from schemas.letters import DocumentOrder, LetterOrder
from schemas.personal import Person
from schemas.questions import Question

_NO_LINKS: Mapping[Question, str] = {}


def compose(  # noqa: PLR0913 - all that a letter is written from
    order: LetterOrder,
    brief: Brief,
    documents: Mapping[DocumentOrder, Enclosure],
    sender: Sender,
    links: Mapping[Question, str] = _NO_LINKS,
    *,
    added: Sequence[str] = (),
    wording: Wording | None = None,
) -> Outgoing:
    """Write one letter.

    The same order and brief give the same bytes, so that a second attempt to deliver is the
    same message under the same `Message-ID`.

    Args:
        order: Why, to whom, with what.
        brief: What may be said.
        documents: At least those that the order names, rendered.
        sender: From whom.
        links: The addresses at which its reader can answer, by what is asked there.
        added: What a coordinator has added in words of their own, each a part of the letter.
        wording: Its programme's own; the standard one if `None`.

    Returns:
        The letter; its recipient is `NOBODY` where the address is one that no server can be told,
        so that its words can be sent by other means.

    Raises:
        IncompleteBrief: The recipient, a document or a date is missing.
        UnusableWording: The programme's own wording cannot be rendered.
        jinja2.UndefinedError: The brief lacks what this kind of letter must say.
    """
    recipient = person(brief, order.recipient)
    address = _address_of(recipient)
    enclosed = tuple(_enclosed(order, documents))
    subject, words = _words(order, brief, enclosed, sender, links, added=added, wording=wording)
    head = (
        f"Date: {format_datetime(london(brief.written_at))}\n",
        mailbox_field("From", one_line(sender.name), sender.email),
        mailbox_field("To", one_line(recipient.name), address)
        if address != NOBODY
        else nobody_field("To", one_line(recipient.name)),
        text_field("Subject", subject),
        f"Message-ID: <{order.key.replace('/', '.')}@{sender.domain}>\n",
        "Auto-Submitted: auto-generated\n",  # so that nobody's holiday notice answers (RFC 3834)
        f"X-Visit-Letter: {order.key}\n",
    )
    texts = [text_part(lay_out(words), "plain"), text_part(html_page(subject, words), "html")]
    if sender.calendar and order.calendar_sequence is not None and address != NOBODY:
        # Beside the text, not below it: so mail programs offer to put it into the calendar.
        entry = calendar_entry(order, brief, sender).decode()
        method = "CANCEL" if order.calendar_cancelled else "REQUEST"
        texts.append(text_part(entry, "calendar", {"method": method}))
    whole, to_keep = (
        "".join(head).encode("ascii") + VERSION + _in_parts(order, texts, list(map(part, enclosed)))
        for part in (attached, kept)
    )
    return Outgoing(sender.email, address, whole, kept=to_keep if enclosed else None)


def _in_parts(order: LetterOrder, texts: Sequence[bytes], files: Sequence[bytes]) -> bytes:
    """One text in several forms, and what is enclosed."""
    name = _boundary(order.key, texts)
    if not files:
        return multipart("alternative", f"=_0_{name}", texts)
    return multipart(
        "mixed", f"=_0_{name}", [multipart("alternative", f"=_1_{name}", texts), *files]
    )


def _boundary(key: LetterKey, texts: Sequence[bytes]) -> str:
    """Told by the letter's key, and by nobody who has words in it and would end them early."""
    names = (sha256(f"{key}{more}".encode()).hexdigest()[:32] for more in chain([""], count()))
    return next(name for name in names if not any(name.encode() in text for text in texts))


def _enclosed(
    order: LetterOrder, documents: Mapping[DocumentOrder, Enclosure]
) -> Iterator[Enclosure]:
    for wanted in order.documents:
        if wanted not in documents:
            raise IncompleteBrief(f"{wanted.kind} version {wanted.version} was not rendered.")
        yield documents[wanted]


def _words(  # noqa: PLR0913 - all that a letter is written from
    order: LetterOrder,
    brief: Brief,
    enclosed: tuple[Enclosure, ...],
    sender: Sender,
    links: Mapping[Question, str],
    *,
    added: Sequence[str],
    wording: Wording | None,
) -> tuple[str, str]:
    asked = [{"words": ASKED[question].words, "link": link} for question, link in links.items()]
    variables = template_variables(order, brief, enclosed, sender)
    if wording is None:
        return in_frame(wording_of(standard_text(order.kind)), variables, asked, added)
    try:
        return in_frame(wording, variables, asked, added)
    except TemplateError:
        raise UnusableWording("A wording cannot be rendered.") from None


def _address_of(recipient: Person) -> str:
    try:
        return on_the_wire(recipient.email)
    except UnusableAddress:  # taken by an earlier release
        return NOBODY
