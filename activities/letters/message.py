"""From an order and a brief to a message that is ready to go."""

from collections.abc import Iterator, Mapping, Sequence
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from jinja2 import TemplateError

from activities.calendar_entry import calendar_entry
from activities.letters.attachments import Enclosure, attach
from activities.letters.frame import in_frame
from activities.letters.headers import mailbox_field, nobody_field, text_field
from activities.letters.layout import lay_out
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
from schemas.letters import DocumentOrder, LetterOrder
from schemas.personal import Person
from schemas.questions import Question


class _Headers(HeaderRegistry):
    """Makes the headers of a message's parts, each once.

    There are few, and a letter would otherwise have them parsed some forty times.
    """

    def __init__(self) -> None:
        super().__init__()
        self._class_of = lru_cache(maxsize=64)(super().__getitem__)
        self._made = lru_cache(maxsize=512)(super().__call__)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        return self._class_of(name)

    def __call__(self, name: str, value: object) -> BaseHeader:
        return self._made(name, value)


# No server on the way has to know 8BITMIME.
_POLICY = EmailPolicy(cte_type="7bit", header_factory=_Headers())
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
    message = EmailMessage(policy=_POLICY)
    message.set_content(lay_out(words))
    message.add_alternative(html_page(subject, words), subtype="html")
    if sender.calendar and order.calendar_sequence is not None and address != NOBODY:
        # Beside the text, not below it: so mail programs offer to put it into the calendar.
        message.add_alternative(
            calendar_entry(order, brief, sender).decode(),
            subtype="calendar",
            params={"method": "CANCEL" if order.calendar_cancelled else "REQUEST"},
        )
    for document in enclosed:
        attach(message, document)
    _fix_boundaries(message, order)
    return Outgoing(sender.email, address, "".join(head).encode("ascii") + bytes(message))


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


def _fix_boundaries(message: EmailMessage, order: LetterOrder) -> None:
    """Boundaries are random by default; a letter's own are told by its key."""
    name = sha256(order.key.encode()).hexdigest()[:32]
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{number}_{name}")
