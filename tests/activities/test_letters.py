"""Letters: what a recipient reads, and what no recipient can be made to read."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr
from hashlib import sha256

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.documents import RenderedDocument, render
from activities.letters import Misaddressed, Sender, check_addressing, compose
from activities.letters.layout import lay_out
from activities.outgoing import NOBODY, Outgoing
from activities.particulars import IncompleteBrief
from activities.wording import one_line
from register.kept_letters import named_in, whole
from schemas.brief import Brief
from schemas.email_address import UnusableAddress, on_the_wire
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder, LetterOrder
from schemas.state import Sharing
from schemas.values import Department, DocumentKind, LetterKind, Stage
from tests.activities.briefs import PEOPLE, VISIT, make_brief, make_person, make_state

SENDER = Sender(name="Area SEND visits", email="visits@inspectors.example")
ENCLOSED = {
    LetterKind.INVITATION: DocumentKind.INVITATION,
    LetterKind.TIMETABLE: DocumentKind.TIMETABLE,
    LetterKind.RESUMPTION: DocumentKind.TIMETABLE,
    LetterKind.DRAFT_NOTE: DocumentKind.SUMMARY_NOTE,
    LetterKind.SHARED_NOTE: DocumentKind.SUMMARY_NOTE,
}
WITHDRAWING = {
    LetterKind.CANCELLATION,
    LetterKind.DEFERRAL_GRANTED,
    LetterKind.INCOMPLETE,
    LetterKind.ON_HOLD,
    LetterKind.PAUSE,
}
WITH_CALENDAR = {
    LetterKind.CONFIRMATION,
    LetterKind.TIMETABLE,
    LetterKind.RESUMPTION,
    *WITHDRAWING,
}
DOCUMENTS: dict[DocumentOrder, RenderedDocument] = {
    order: render(order, make_brief(), SENDER.letterhead)
    for order in (DocumentOrder(kind=kind, version=1) for kind in DocumentKind)
}


def make_order(
    kind: LetterKind,
    recipient: PersonRef = "dcs-1",
    *,
    letter_round: int = 1,
    copy_only: bool = False,
) -> LetterOrder:
    enclosed = ENCLOSED.get(kind)
    return LetterOrder(
        visit_id=VISIT,
        kind=kind,
        round=letter_round,
        recipient=recipient,
        copy_only=copy_only,
        sequence=7,
        documents=(DocumentOrder(kind=enclosed, version=1),) if enclosed else (),
        calendar_sequence=letter_round if kind in WITH_CALENDAR else None,
        calendar_cancelled=kind in WITHDRAWING,
    )


def finished(order: LetterOrder, brief: Brief | None = None, sender: Sender = SENDER) -> Outgoing:
    return compose(order, brief or make_brief(), DOCUMENTS, sender)


def write(order: LetterOrder, brief: Brief | None = None, sender: Sender = SENDER) -> EmailMessage:
    """The letter as the other end reads it, after every check that it passes here."""
    letter = finished(order, brief, sender)
    check_addressing(letter, order.key)
    parsed = message_from_bytes(letter.content, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


@pytest.mark.parametrize("kind", LetterKind)
class TestEveryLetter:
    def test_says_who_writes_about_what_and_what_happens_next(self, kind: LetterKind) -> None:
        message = write(make_order(kind))
        text = text_of(message)
        assert "Dear Amina Okonkwo-Bell," in text
        assert "Ofsted and the Care Quality Commission (CQC)" in text
        assert "Testshire" in text
        assert "What happens next:" in text
        assert "reply to this email or write to visits@inspectors.example" in text
        assert text.startswith("OFFICIAL")
        assert "None" not in text

    def test_names_nobody_in_its_subject(self, kind: LetterKind) -> None:
        subject = str((write(make_order(kind)))["Subject"])
        assert "Testshire" in subject
        assert not any(who.name.split()[-1] in subject for who in PEOPLE)

    def test_has_the_headers_that_a_second_copy_is_known_by(self, kind: LetterKind) -> None:
        order = make_order(kind)
        message = write(order)
        assert message["X-Visit-Letter"] == order.key
        assert message["Message-ID"] == f"<{VISIT}.{kind}.1.dcs-1@inspectors.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"].datetime == make_brief().written_at
        assert message["From"] == "Area SEND visits <visits@inspectors.example>"
        assert message["To"] == "Amina Okonkwo-Bell <amina@testshire.example>"

    def test_is_the_same_bytes_for_the_same_data(self, kind: LetterKind) -> None:
        assert finished(make_order(kind)) == finished(make_order(kind))

    def test_is_plain_text_that_fits_a_narrow_window(self, kind: LetterKind) -> None:
        body = write(make_order(kind)).get_body(("plain",))
        assert body is not None
        lines = str(body.get_content()).splitlines()
        assert all(len(line) <= 72 or " " not in line.strip() for line in lines)
        assert not any(mark in line for line in lines for mark in ("**", "](", "<p>", "{{"))

    def test_carries_its_document_under_a_telling_name(self, kind: LetterKind) -> None:
        order = make_order(kind)
        message = write(order)
        attached = {part.get_filename(): part for part in message.iter_attachments()}
        assert len(attached) == len(order.documents)
        for wanted in order.documents:
            document = DOCUMENTS[wanted]
            name = next(iter(attached))
            assert name is not None
            assert name.endswith("-testshire-v1.pdf")
            assert attached[name].get_content_type() == "application/pdf"
            assert attached[name].get_payload(decode=True) == document.body
            assert name in text_of(message)
            assert text_of(message).split()[0] == document.marking.value

    def test_carries_a_calendar_entry_when_ordered(self, kind: LetterKind) -> None:
        order = make_order(kind)
        entries = [
            part for part in (write(order)).walk() if part.get_content_type() == "text/calendar"
        ]
        assert len(entries) == (kind in WITH_CALENDAR)
        for entry in entries:
            method = "CANCEL" if order.calendar_cancelled else "REQUEST"
            assert entry.get_param("method") == method
            assert f"METHOD:{method}" in str(entry.get_payload(decode=True))

    def test_for_information_asks_for_no_reply(self, kind: LetterKind) -> None:
        assert "You do not need to reply." in text_of(write(make_order(kind, copy_only=True)))
        assert "You do not need to reply." not in text_of(write(make_order(kind)))

    def test_cannot_be_given_headers_by_a_name(self, kind: LetterKind) -> None:
        sly = "Eve\r\nBcc: everybody@else.example\n\nGone\x00\u2028X"
        person = make_person("dcs-1", name=sly, organisation=sly)
        brief = make_brief(area_name=sly, people={**make_brief().people, "dcs-1": person})
        message = write(make_order(kind), brief, Sender(sly, SENDER.email))
        assert message["Bcc"] is None
        assert len(message.get_all("To", [])) == 1
        assert [address.addr_spec for address in message["To"].addresses] == [person.email]
        assert [address.addr_spec for address in message["From"].addresses] == [SENDER.email]

    def test_takes_data_as_text_and_never_as_a_template(self, kind: LetterKind) -> None:
        name = "{{ 7 * 7 }} {% if %} <b>&amp;</b>"
        assert name in text_of(write(make_order(kind), make_brief(area_name=name)))


def test_an_invitation_asks_for_a_reply_by_a_moment() -> None:
    message = write(make_order(LetterKind.INVITATION))
    assert "reply by 5pm on Monday 14 September 2020" in str(message["Subject"])
    text = text_of(message)
    assert "by 5pm on Monday 14 September 2020, saying whether your area will take part" in text
    assert "voluntary" in text
    assert "do not need to give a reason" in text
    assert "not an inspection" in text


def test_an_invitation_without_a_due_date_counts_from_receipt() -> None:
    message = write(make_order(LetterKind.INVITATION), make_brief(reply_due=None))
    assert "within five working days" in str(message["Subject"])
    assert "within five working days, saying" in text_of(message)


def test_the_forums_copy_of_an_invitation_explains_instead_of_asking() -> None:
    message = write(make_order(LetterKind.INVITATION, "pcf-1", copy_only=True))
    text = text_of(message)
    assert str(message["Subject"]).startswith("For information:")
    assert "Dear Carys Morgan," in text
    assert "have invited the leaders of Testshire" in text
    assert "What we ask you to do" not in text


def test_a_reminder_repeats_when_the_reply_is_due_and_that_no_is_an_answer() -> None:
    text = text_of(write(make_order(LetterKind.REMINDER)))
    assert "reply to this email by 5pm on Monday 14 September 2020" in text
    assert "To decline, reply to this email or telephone" in text


def test_a_reminder_without_a_due_date_is_not_sent() -> None:
    with pytest.raises(jinja2.UndefinedError, match="reply_by"):
        write(make_order(LetterKind.REMINDER), make_brief(reply_due=None))


def test_a_noted_decline_asks_for_no_reason() -> None:
    text = text_of(write(make_order(LetterKind.DECLINE_NOTED)))
    assert "will not take part" in text
    assert "do not ask for a reason" in text


def test_a_confirmation_gives_days_mode_and_team() -> None:
    chosen_later = make_brief(state=make_state(case_studies=None))
    text = text_of(write(make_order(LetterKind.CONFIRMATION, "officer-1"), chosen_later))
    assert "First day: Monday 5 October 2020" in text
    assert "in person and online" in text
    assert "Devan Pillai, Ofsted inspector (HMI), social care" in text
    assert "four to six" in text


def test_a_second_confirmation_says_that_things_changed() -> None:
    message = write(make_order(LetterKind.CONFIRMATION, "officer-1", letter_round=2))
    assert str(message["Subject"]).startswith("Changed: ")
    assert "replace what we sent before" in text_of(message)


def test_survey_links_stand_unbroken_beside_their_audience() -> None:
    message = write(make_order(LetterKind.SURVEY_LINKS, "officer-1"))
    text = text_of(message)
    assert "For parents and carers: https://surveys.example/testshire/parents" in text
    assert "young people with SEND: https://surveys.example/testshire/young-people" in text
    assert "open at 9am on Monday 21 September 2020" in text
    assert "5pm on Wednesday 30 September 2020" in str(message["Subject"])


def test_surveys_handed_over_late_are_open_already() -> None:
    late = make_brief(written_at=datetime(2020, 9, 22, 9, tzinfo=UTC))
    assert "The surveys are open now" in text_of(write(make_order(LetterKind.SURVEY_LINKS), late))


def test_a_draft_asks_leaders_to_agree_to_that_version_by_a_moment() -> None:
    message = write(make_order(LetterKind.DRAFT_NOTE))
    assert "version 1: please check by 5pm on Friday 23 October 2020" in str(message["Subject"])
    assert "leaders agree to version 1" in text_of(message)


def test_the_shared_note_asks_the_department_to_confirm_and_not_to_pass_it_on() -> None:
    sharings = tuple(
        Sharing(department=department, shared_at=datetime(2020, 10, 26, 9, tzinfo=UTC))
        for department in Department
    )
    brief = make_brief(state=make_state(sharings=sharings))
    text = text_of(write(make_order(LetterKind.SHARED_NOTE, "nhse-1"), brief))
    assert "by 5pm on Monday 2 November 2020, saying that NHS England has the note" in text
    assert "Do not publish it" in text


def test_a_cancellation_before_the_visit_and_one_after_it_began_say_so() -> None:
    assert "will not go ahead" in text_of(write(make_order(LetterKind.CANCELLATION)))
    begun = make_brief(state=make_state(feedback_held_at=datetime(2020, 10, 6, 15, tzinfo=UTC)))
    text = text_of(write(make_order(LetterKind.CANCELLATION), begun))
    assert "began on Monday 5 October 2020" in text
    assert "will not go ahead" not in text


def named(name: str, email: str = "dcs@testshire.example") -> Brief:
    person = make_person("dcs-1", name=name, email=email)
    return make_brief(people={**make_brief().people, "dcs-1": person})


def name_read(letter: Outgoing) -> str:
    """The recipient's name as RFC 2047 has it: what is between two encoded words is nothing."""
    to = message_from_bytes(letter.content, policy=compat32)["To"]
    return str(make_header(decode_header(parseaddr(str(to).replace("\n", ""))[0])))


NAMES = {
    "as in the trial": "Doe, Jane (Executive Director, Children and Families; press@paper.example, "
    "SEND)",
    "a department": "SEND and Alternative Provision Directorate, Vulnerable Children Unit (SEND)",
    "quotes": 'Zoë "Zo" O\'Brien, 中文',
    "backslash": 'Back\\slash "quoted\\" <a@b.example>,',
    "an encoded word": "=?utf-8?q?press=40paper=2Eexample=2C?= Jane",
    "in quotes": '"=?utf-8?b?cHJlc3NAcGFwZXIuZXhhbXBsZQ==?=" <press@paper.example>',
    "a group": "undisclosed-recipients: press@paper.example;",
    "long word": "a" * 200,
    "long and far": "Łukasz " * 28,
    "right to left": "محمد علی‌رضا " * 12,
    "joined": "👩\u200d👩\u200d👧 " * 20,
    "comments": "Jane (press@paper.example) (x",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_length_and_script_names_one_recipient_and_reads_as_it_is(
    name: str,
) -> None:
    order = make_order(LetterKind.REMINDER)
    letter = finished(order, named(name))
    check_addressing(letter, order.key)
    assert letter.recipient == "dcs@testshire.example"
    assert name_read(letter) == one_line(name)
    assert max(len(line) for line in letter.content.split(b"\n")) <= 998


@given(name=st.text(min_size=1, max_size=200), email=st.emails())
def test_whoever_is_written_to_is_the_only_one(name: str, email: str) -> None:
    order = make_order(LetterKind.REMINDER)
    try:
        wanted = on_the_wire(email)
    except UnusableAddress:
        wanted = NOBODY
    letter = finished(order, named(name, email), Sender(name, SENDER.email))
    assert letter.recipient == wanted
    if wanted == NOBODY:
        return
    check_addressing(letter, order.key)
    assert name_read(letter) == one_line(name)


@given(st.text(min_size=1, max_size=200))
def test_a_subject_reads_as_it_is_and_begins_on_its_first_line(area: str) -> None:
    order = make_order(LetterKind.REMINDER)
    letter = finished(order, make_brief(area_name=area))
    raw = letter.content.partition(b"\nSubject: ")[2].partition(b"\nMessage-ID: ")[0].decode()
    assert raw.split("\n")[0].strip()
    assert all(len(line) <= 76 for line in f"Subject: {raw}".split("\n"))
    read = str(make_header(decode_header(raw.replace("\n", ""))))
    assert one_line(area) in read
    assert " ".join(read.split()) == read


@pytest.mark.parametrize("email", ["añe@testshire.example", "a..b@x.example", '"a@x.example'])
def test_an_address_that_no_server_can_be_told_keeps_the_letter_here_and_its_words(
    email: str,
) -> None:
    order = make_order(LetterKind.CONFIRMATION)
    letter = finished(order, named("Amina", email))
    assert letter.recipient == NOBODY
    assert email.encode() not in letter.content
    assert "Dear Amina," in letter.content.decode()
    with pytest.raises(Misaddressed, match=r"^unusable-address$"):
        check_addressing(letter, order.key)


def test_a_domain_in_another_script_is_told_in_ascii() -> None:
    letter = finished(make_order(LetterKind.REMINDER), named("Amina", "dcs@bücher.example"))
    assert letter.recipient == "dcs@xn--bcher-kva.example"
    assert b"<dcs@xn--bcher-kva.example>" in letter.content


MEDDLINGS: dict[str, tuple[bytes, bytes]] = {
    "misaddressed-to": (b"\nTo: ", b"\nTo: press@paper.example, "),
    "misaddressed-from": (b"\nFrom: ", b"\nFrom: press@paper.example, "),
    "misaddressed-cc": (b"\nTo: ", b"\nCc: press@paper.example\nTo: "),
    "misaddressed-bcc": (b"\nTo: ", b"\nBcc: press@paper.example\nTo: "),
    "misaddressed-reply-to": (b"\nTo: ", b"\nReply-To: press@paper.example\nTo: "),
    "misaddressed-key": (b"\nX-Visit-Letter: ", b"\nX-Visit-Letter: another"),
    "misaddressed-message-id": (b"\nMessage-ID: ", b"\nMessage-ID: <a@b>\nMessage-ID: "),
    "misaddressed-bytes": (b"Dear ", b"D\xc3\xa9ar "),
}


@pytest.mark.parametrize("code", MEDDLINGS)
def test_a_letter_that_does_not_read_back_to_its_one_recipient_does_not_leave(code: str) -> None:
    order = make_order(LetterKind.REMINDER)
    letter = finished(order)
    before, after = MEDDLINGS[code]
    assert before in letter.content
    meddled = replace(letter, content=letter.content.replace(before, after, 1))
    with pytest.raises(Misaddressed, match=rf"^{code}$"):
        check_addressing(meddled, order.key)
    other = replace(letter, recipient="press@paper.example")
    with pytest.raises(Misaddressed, match=r"^misaddressed-to$"):
        check_addressing(other, order.key)


def test_two_recipients_in_one_header_do_not_leave_however_they_are_hidden() -> None:
    order = make_order(LetterKind.REMINDER)
    letter = finished(order)
    line = next(line for line in letter.content.split(b"\n") if line.startswith(b"To: "))
    for hidden in (
        b"To: Doe, Jane <%s>",
        b"To: <%s>, <press@paper.example>",
        b"To: press: <%s>;",
        b"To: Jane <press@paper.example> <%s>",
        b"To: <press@paper.example,%s>",
        b"To: %s (x\nBcc: press@paper.example",
        b"To: ",
    ):
        told = hidden % letter.recipient.encode() if b"%s" in hidden else hidden
        meddled = replace(letter, content=letter.content.replace(line, told, 1))
        with pytest.raises(Misaddressed):
            check_addressing(meddled, order.key)


def test_ids_are_the_installations_own() -> None:
    trial = Sender(SENDER.name, SENDER.email, "trial.inspectors.example")
    order = make_order(LetterKind.CONFIRMATION)
    message = write(order, sender=trial)
    assert message["Message-ID"] == f"<{VISIT}.confirmation.1.dcs-1@trial.inspectors.example>"
    (entry,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert f"UID:{VISIT}@trial.inspectors.example" in str(entry.get_content())


def test_a_document_that_was_not_rendered_is_missed() -> None:
    with pytest.raises(IncompleteBrief, match="invitation version 1"):
        compose(make_order(LetterKind.INVITATION), make_brief(), {}, SENDER)


def test_layout_wraps_paragraphs_indents_items_and_keeps_long_words() -> None:
    link = "https://meet.example/" + "x" * 80
    laid_out = lay_out(f"One\ntwo.\n\n\n- item {'word ' * 20}\n- {link}\n")
    assert laid_out.startswith("One two.\n\n- item word")
    assert "\n  word" in laid_out
    assert laid_out.endswith(f"{link}\n")


@pytest.mark.parametrize("kind", [LetterKind.ON_HOLD, LetterKind.OFF_HOLD])
def test_an_invited_area_is_told_whether_its_reply_is_waited_for(kind: LetterKind) -> None:
    brief = make_brief(state=make_state(stage=Stage.INVITED))
    order = make_order(kind).model_copy(update={"calendar_sequence": None})
    text = text_of(write(order, brief))
    waited = "reply to our invitation by 5pm on Monday 14 September 2020" in text
    assert waited is (kind is LetterKind.OFF_HOLD)
    assert ("The time you have to reply stands still" in text) is not waited


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_register_keeps_a_document_once_and_gives_the_letter_back_to_the_byte(
    kind: LetterKind,
) -> None:
    order = make_order(kind)
    letter = finished(order)
    assert named_in(letter.to_keep) == set(order.documents)
    bodies = {wanted: document.body for wanted, document in DOCUMENTS.items()}
    assert whole(letter.to_keep, bodies) == letter.content
    assert whole(letter.content, bodies) == letter.content
    for wanted in order.documents:
        assert b64encode(bodies[wanted])[:60] not in letter.to_keep


def test_words_cannot_stand_for_a_document() -> None:
    order = make_order(LetterKind.CONFIRMATION)
    sly = "Look:\n\nX-Kept-Document: summary_note/1\n\n"
    letter = compose(order, make_brief(), DOCUMENTS, SENDER, added=(sly,))
    assert named_in(letter.to_keep) == set(order.documents)


def test_words_cannot_end_their_part_and_add_another() -> None:
    order = make_order(LetterKind.CONFIRMATION)
    name = sha256(order.key.encode()).hexdigest()[:32]
    sly = f"Hello\n\n--=_1_{name}--\n\n--=_0_{name}\n\nMine"
    content = compose(order, make_brief(), DOCUMENTS, SENDER, added=(sly,)).content
    message = message_from_bytes(content, _class=EmailMessage, policy=default)
    assert f"--=_0_{name}" in text_of(message)
    assert len(list(message.iter_attachments())) == len(order.documents)
