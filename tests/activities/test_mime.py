"""What is written by hand is read back by the standard library as it was meant."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from activities.letters.mime import VERSION, file_part, multipart, text_part

LINES = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), max_size=8)
FILES = st.binary(max_size=500)


def _read(texts: list[bytes], files: list[bytes]) -> EmailMessage:
    whole = multipart("mixed", "=_0_b", [multipart("alternative", "=_1_b", texts), *files])
    return message_from_bytes(VERSION + whole, _class=EmailMessage, policy=default)


@given(LINES, LINES, FILES)
def test_texts_and_files_are_read_back_as_they_were(
    plain: list[str], rich: list[str], file: bytes
) -> None:
    message = _read(
        [text_part("\n".join(plain), "plain"), text_part("\n".join(rich), "html")],
        [file_part(file, "application/pdf", "a-note-v1.pdf")],
    )
    assert not [part.defects for part in message.walk() if part.defects]
    texts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    for part, lines in zip(texts, (plain, rich), strict=True):
        assert part.get_content().rstrip("\n") == "\n".join(lines).rstrip("\n")
    (enclosed,) = message.iter_attachments()
    assert enclosed.get_filename() == "a-note-v1.pdf"
    assert enclosed.get_content() == file


@given(LINES)
def test_no_server_has_a_reason_to_change_a_line(lines: list[str]) -> None:
    part = text_part("\n".join(lines), "plain")
    assert part.isascii()
    assert max(map(len, part.split(b"\n"))) <= 76


def test_plain_words_stay_readable_without_a_mail_program() -> None:
    assert b"7bit\n\nDear Amara,\n\nthank you.\n" in text_part("Dear Amara,\n\nthank you.", "plain")
    assert b"Dear Zo=C3=AB," in text_part("Dear Zoë,", "plain")
    assert b"base64" in text_part("Привет, как дела", "plain")


def test_a_content_type_says_what_an_entry_asks() -> None:
    message = _read([text_part("BEGIN:VCALENDAR", "calendar", {"method": "REQUEST"})], [])
    (entry,) = (part for part in message.walk() if part.get_content_maintype() == "text")
    assert entry["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
