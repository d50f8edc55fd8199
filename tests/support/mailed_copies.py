"""Copies of the draft note that leaders edited, as they come back by mail."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from desk.note_files import editable_file, note_to_edit
from register import visits
from schemas.letters import WORD
from schemas.values import LetterKind
from tests.support.mail_in import Post, answer
from tests.support.note_files import replaced


async def edited_note(post: Post) -> bytes:
    """The latest version of the note as a file in which somebody has changed a word."""
    async with post.pool.acquire() as connection:
        state = await visits.require(connection, post.walk.visit)
        note = editable_file(await note_to_edit(connection, state), "note.docx")
    edited = replaced(note, "word/document.xml", "Families", "Most families")
    assert edited != note
    return edited


async def reply_with(post: Post, body: bytes, name: str = "Note, edited by Ann.docx") -> bytes:
    """What the director answers to the letter with the draft, with a file."""
    sent = await post.sent(post.key(LetterKind.DRAFT_NOTE, "dcs"))
    made = message_from_bytes(answer(sent, "See the file."), _class=EmailMessage, policy=default)
    main, _, sub = WORD.media_type.partition("/")
    made.add_attachment(body, maintype=main, subtype=sub, filename=name)
    return bytes(made)
