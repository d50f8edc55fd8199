"""What the register kept and does not have any more as it was: words, documents, orders of letters.

Trying again makes it no better. So it is said in a sentence, and kept for a person to see to among
what does not agree with the log.
"""

from typing import Final

from register import mismatches
from register.connection import Connection
from schemas.sentences import Sentence

UNREADABLE: Final = "unreadable"
"""The code under which operators find it, and of a letter that is not written because of it."""


class Unreadable(Sentence):
    """Something that the register kept is gone, or is not what was kept.

    Args:
        subject: Of which visit, programme or report.
        what: Which, e.g. `the summary note, version 1,`; nothing personal.
        code: The same for a failure that has no words, e.g. `summary-note-1`.
        gone: Whether it is not there at all.
    """

    def __init__(self, subject: str, what: str, code: str, *, gone: bool = False) -> None:
        self.subject = subject
        self.code = code
        became = "gone from the register" if gone else "not what was kept: it was changed since"
        super().__init__(
            f"{what[0].upper()}{what[1:]} of {subject} is {became}. Put it back from a copy of the "
            f"register; `visits audit {subject}` says whether all is there again."
        )


async def tell_of(connection: Connection, found: Unreadable) -> None:
    """Keep for operators what cannot be read, until an audit finds it again."""
    await mismatches.note(connection, found.subject, UNREADABLE, str(found))
