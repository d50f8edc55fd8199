"""What a form is filled in for: a decision about something, or something that is opened."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

from desk.choosable import Choosable, choosable, coordinators_to_choose
from desk.decisions import About, DecisionKind
from desk.desk import Desk
from desk.known import known_of, with_something_known
from desk.letter_wordings import wording_of_kind
from desk.opening_by_form import begin, preview_of
from desk.preview import Preview
from desk.programme_forms import choosable_in_programme
from desk.receipts import AnyReceipt
from desk.report_forms import choosable_in_report, known_of_report
from pages.deciding.fields import Field, fields_of
from pages.deciding.typed import SAID_OF_EACH, Typed, without_rows_left_empty
from pages.deciding.unkept import UNKEPT
from pages.sentences import in_pages
from register import programmes, related, reports, side_processes, visits
from register.connection import Connection, Pool
from register.streams import side_process_of
from schemas.forms.form import Form
from schemas.forms.note import CommentsForm, DraftForm
from schemas.ids import ActorRef, UpdateId
from schemas.opening_forms import OPENING_FORMS, Opened
from schemas.programme.forms import WordingForm
from schemas.sentences import Sentence
from schemas.side_processes import SideOpeningForm
from schemas.values import LetterKind
from web.subjects import address_of

Values: TypeAlias = dict[str, object]


class Matter(ABC):
    """What a form is filled in for.

    Attributes:
        form: Which form.
        name: Of the form, as drafts are kept by it.
        subject: What it is about, as drafts are kept by it and headings name it.
        pages: The folder with the templates of its pages.
        notes_alone: Whether no file but a note of a word processor is taken.
    """

    form: type[Form]
    name: str
    subject: str
    pages: str = "deciding"
    notes_alone: bool = False

    @property
    def title(self) -> str:
        """What filling the form in is called."""
        return self.form.heading

    @property
    @abstractmethod
    def here(self) -> str:
        """The address of the form."""

    @property
    @abstractmethod
    def back(self) -> str:
        """Where whoever turns back comes from."""

    @property
    @abstractmethod
    def stream(self) -> str:
        """The stream in which others may decide meanwhile; empty where there is none yet."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are filled in."""
        return fields_of(self.form)

    def whole(self, values: Values) -> Values:
        """The form, from what was filled in."""
        return values

    def new_update_id(self) -> UpdateId:
        """Of the decision that a form will be, which is begun."""
        return str(uuid4())

    @property
    def unkept(self) -> frozenset[str]:
        """The fields of which nothing is kept before it is decided."""
        return UNKEPT

    @property
    def copies(self) -> tuple[tuple[str, str], ...]:
        """Files to fill in elsewhere and bring back: what each is, and its address."""
        return ()

    @property
    def told(self) -> object:
        """What is shown beside the form."""
        return None

    def answered(self, typed: Typed) -> Typed:
        """What was typed, without what says nothing."""
        return typed

    def words_of(self, refusal: Sentence) -> str:
        """What whoever fills the form in is told of a refusal."""
        return in_pages(refusal)

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """What is known to choose from, in these places; raises what is not there."""
        del connection, places
        return {}

    async def values(self, connection: Connection) -> Values:
        """What is known to fill the form in with, as it is begun."""
        del connection
        return {}

    async def known_with(self, named: Mapping[str, str], connection: Connection) -> Values:
        """What is known to fill the form in with, of what its address names."""
        del named, connection
        return {}

    @abstractmethod
    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """What it would bring about; `None` of what is not looked at beforehand."""

    @abstractmethod
    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """Decide it; the address at which that is told."""

    def done(self, update_id: UpdateId) -> str:
        """The address at which is told what became of it."""
        return f"{self.here}/done/{update_id}"

    @abstractmethod
    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """What it was answered with; `None` if it is not known."""


class Gathering(Matter):
    """What is filled in and decides nothing by itself: something else is made of it first."""

    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """It brings nothing about."""
        del desk, form, actor
        return None

    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """It is no decision."""
        raise NotImplementedError

    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """It is no decision."""
        del desk, pool, update_id
        return None


@dataclass(frozen=True)
class Decision(Matter):
    """A decision about a visit, a programme or a report."""

    kind: DecisionKind
    subject: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self.kind.form)
        object.__setattr__(self, "name", self.kind.name)

    @property
    def here(self) -> str:
        """The address of the form."""
        return f"{self.back}/decide/{self.kind.slug}"

    @property
    def back(self) -> str:
        """The page of what it is about."""
        return address_of(self.kind.about, self.subject)

    @property
    def stream(self) -> str:
        """A report is named without the word in its subject's middle."""
        is_report = self.kind.about is About.REPORT
        return self.subject.replace("/", "/report/", 1) if is_report else self.subject

    @property
    def copies(self) -> tuple[tuple[str, str], ...]:
        """Of a draft, the note as it is."""
        if self.form is not DraftForm:
            return ()
        return (("Word", f"{self.back}/note.docx"), ("OpenDocument", f"{self.back}/note.odt"))

    def answered(self, typed: Typed) -> Typed:
        """Of comments, without sections on which nothing was said."""
        if self.form is not CommentsForm:
            return typed
        return without_rows_left_empty(typed, *SAID_OF_EACH)

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """What it is about knows."""
        match self.kind.about:
            case About.VISIT:
                state = await visits.require(connection, self.subject)
                known = await choosable(connection, state, places)
                return {**known, **await coordinators_to_choose(connection, places)}
            case About.PROGRAMME:
                return choosable_in_programme(await programmes.require(connection, self.subject))
            case About.REPORT:
                return choosable_in_report(await reports.require(connection, self.stream))

    async def values(self, connection: Connection) -> Values:
        """What a visit knows, or a report."""
        if self.kind.about is About.REPORT:
            report = await reports.require(connection, self.stream)
            return await known_of_report(connection, report, self.form)
        if self.kind.about is not About.VISIT or self.name not in with_something_known():
            return {}
        state = await visits.require(connection, self.subject)
        return await known_of(connection, state, self.name)

    async def known_with(self, named: Mapping[str, str], connection: Connection) -> Values:
        """Of a kind of letter, the wording in force: who changes it begins with that."""
        kinds = {kind.value: kind for kind in LetterKind}
        if self.form is not WordingForm or named.get("letter") not in kinds:
            return {}
        shown = await wording_of_kind(connection, self.subject, kinds[named["letter"]])
        return {"wording": shown.text}

    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """By the desk."""
        return await desk.preview(self.subject, form, actor=actor)

    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """By the desk."""
        await desk.submit(self.subject, form, actor=actor, update_id=update_id)
        return self.done(update_id)

    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """Of the process that it is about, or that began by it."""
        if issubclass(self.form, SideOpeningForm):
            async with pool.acquire() as connection:
                begun = await side_processes.begun_as(
                    connection, self.subject, self.form.kind, update_id
                )
                return await _of_begun(connection, begun) if begun else None
        return await desk.receipt(self.stream, update_id)


async def _of_begun(connection: Connection, subject: str) -> AnyReceipt | None:
    state = await related.load(connection, subject)
    if state is None:
        return None
    return side_process_of(subject).receipt(state, state.sequence, recorded=True)


_LISTS = {Opened.VISIT: "/visits", Opened.PROGRAMME: "/programmes", Opened.REPORT: "/reports"}
_ABOUT = {
    Opened.VISIT: About.VISIT,
    Opened.PROGRAMME: About.PROGRAMME,
    Opened.REPORT: About.REPORT,
}


@dataclass(frozen=True)
class Opening(Matter):
    """Something that is opened."""

    what: Opened

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", OPENING_FORMS[self.what])
        object.__setattr__(self, "name", f"open-{self.what}")
        object.__setattr__(self, "subject", "")

    @property
    def here(self) -> str:
        """The address of the form."""
        return f"/open/{self.what}"

    @property
    def back(self) -> str:
        """The list of those there are."""
        return _LISTS[self.what]

    @property
    def stream(self) -> str:
        """There is none yet."""
        return ""

    async def choices(self, connection: Connection, places: Collection[str]) -> Choosable:
        """Who can look after visits."""
        return await coordinators_to_choose(connection, places)

    async def preview(self, desk: Desk, form: Form, actor: ActorRef) -> Preview | None:
        """By the desk."""
        return await preview_of(desk, form, actor)

    async def decide(self, desk: Desk, form: Form, actor: ActorRef, update_id: UpdateId) -> str:
        """Open it, and go to its page."""
        begun = await begin(desk, form, actor, update_id)
        return address_of(_ABOUT[self.what], begun.subject)

    async def receipt(self, desk: Desk, pool: Pool, update_id: UpdateId) -> AnyReceipt | None:
        """Not known by the id alone: what is opened has a page of its own."""
        del desk, pool, update_id
        return None
