"""An answer as something to fill in, check and decide: by the pages that decisions have, too."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from pydantic_core import to_jsonable_python

from desk.answers import KeptForLater, NotYetRecorded
from desk.choosable import Choosable, choosable
from desk.desk import Desk
from desk.known import known_of, with_something_known
from desk.preview import Preview
from desk.receipts import AnyReceipt
from pages.answering.asked import Told
from pages.deciding.fields import Field, fields_of
from pages.deciding.matter import Matter, Values
from pages.deciding.typed import SAID_OF_EACH, Typed, without_rows_left_empty
from pages.dependencies import PagesDependencies
from pages.sentences import in_pages
from register import links
from register.connection import Connection, Pool
from rules.questions import Asked
from schemas.forms.form import FORMS, Form
from schemas.forms.note import CommentsForm
from schemas.ids import ActorRef, UpdateId
from schemas.sentences import Sentence

HERE: Final = "/answer/question/{ref}"
"""Where a question is answered: with what events call the link, which opens nothing."""

DONE: Final = "/answer/done/{ref}"
_OF_A_LINK: Final = re.compile(r"/answer/(?:question|done)/([a-z0-9-]{1,64})(?:/.*)?")


def here_of(ref: ActorRef) -> str:
    """Where the question of a link is answered."""
    return HERE.format(ref=ref)


def done_of(ref: ActorRef) -> str:
    """Where it says what became of the answer."""
    return DONE.format(ref=ref)


def late_of(ref: ActorRef) -> str:
    """Likewise, for whoever sent something when there was nothing to answer any more."""
    return f"{done_of(ref)}?late=yes"


def link_of(path: str) -> ActorRef | None:
    """The link that a path is of; `None` if of none."""
    found = _OF_A_LINK.fullmatch(path)
    return found[1] if found else None


def fields_asked(asked: Asked) -> tuple[Field, ...]:
    """The fields of a question that somebody outside fills in."""
    every = fields_of(asked.form)
    if asked.row:
        every = next(field.parts for field in every if field.name == asked.row)
    return tuple(_outside(asked, field) for field in every if field.name in asked.fields)


def _outside(asked: Asked, field: Field) -> Field:
    """A field as somebody outside is asked for it."""
    parts = tuple(_outside(asked, part) for part in field.parts if part.name not in asked.without)
    words = asked.labels.get(field.name)
    if words is None:
        return replace(field, parts=parts)
    return replace(field, label=words.label, hint=words.hint, parts=parts)


@dataclass(frozen=True)
class Answer(Matter):
    """The answer to what a link asks."""

    about: Told
    deps: PagesDependencies

    pages = "answering"
    notes_alone = True  # nobody outside has a form as commands take it

    def __post_init__(self) -> None:
        form = self.about.asked.form
        object.__setattr__(self, "form", form)
        name = next(name for name, known in FORMS.items() if known is form)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "subject", self.about.link.visit_id)

    @property
    def title(self) -> str:
        """What the question is called."""
        return self.about.asked.title

    @property
    def here(self) -> str:
        """Without what opens the link."""
        return here_of(self.about.link.ref)

    @property
    def back(self) -> str:
        """There is nothing before it."""
        return self.here

    @property
    def stream(self) -> str:
        """What else happens to the visit is not told here."""
        return ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those that somebody outside fills in."""
        return fields_asked(self.about.asked)

    def new_update_id(self) -> UpdateId:
        """The same each time: a link is one decision, whatever dies on the way to it."""
        return f"{self.about.link.ref}-answer"

    @property
    def unkept(self) -> frozenset[str]:
        """Where somebody might give a name in place of a number, nothing is kept."""
        return super().unkept | self.about.asked.unkept

    def whole(self, values: Values) -> Values:
        """With what goes with the link: its person, the version that was sent."""
        asked = self.about.asked
        if asked.row:
            own = self.about.person.model_dump(mode="json")
            return {asked.row: [{**own, **values}]}
        given = asked.given(self.about.state, self.about.link)
        return {**values, **to_jsonable_python(dict(given))}

    @property
    def copies(self) -> tuple[tuple[str, str], ...]:
        """Of the note that is commented on, to be edited and brought back."""
        if self.form is not CommentsForm:
            return ()
        return (("Word", f"{self.here}/note.docx"), ("OpenDocument", f"{self.here}/note.odt"))

    @property
    def told(self) -> Told:
        """What is asked, of whom, about what."""
        return self.about

    def answered(self, typed: Typed) -> Typed:
        """Without sections on which nothing was said."""
        return without_rows_left_empty(typed, *SAID_OF_EACH)

    def words_of(self, refusal: Sentence) -> str:
        """What speaks of commands is nothing for somebody outside."""
        return _NOT_HERE if "`visits" in str(refusal) else in_pages(refusal)

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """What the visit knows."""
        return await choosable(connection, self.about.state, places)

    async def values(self, connection: Connection) -> Values:
        """What the visit knows to begin with."""
        if self.name not in with_something_known() or self.about.asked.row:
            return {}
        return await known_of(connection, self.about.state, self.name)

    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """Whether it can be recorded; what follows from it is not shown."""
        return await desk.preview(self.subject, form, actor=actor)

    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """Record it, as that of the link's person; the link has done its work then."""
        try:
            await desk.submit(self.subject, form, actor=actor, update_id=update_id)
        except (NotYetRecorded, KeptForLater):
            await self._close()
            raise
        await self._close()
        return self.done(update_id)

    async def _close(self) -> None:
        async with self.deps.pool.acquire() as connection:
            await links.answered(connection, self.about.link.ref, self.deps.now())

    def done(self, update_id: UpdateId) -> str:
        """Without an id: a link is answered once."""
        del update_id
        return done_of(self.about.link.ref)

    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """As of the visit."""
        del pool
        return await desk.receipt(self.subject, update_id)


_NOT_HERE: Final = (
    "This cannot be recorded on this page at the moment. Reply to the email that brought you here, "
    "and we will record it for you."
)
