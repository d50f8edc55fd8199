"""A form from when somebody begins it until it is decided: theirs alone, and kept meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from desk.choosable import choosable
from desk.decisions import About, DecisionKind
from desk.known import known_of, with_something_known
from desk.reading import MEANINGS, Mistake, Mistakes, Terms, checked
from pages.deciding.fields import Field, fields_of, with_known
from pages.deciding.typed import Typed, typed_of, values_of
from pages.dependencies import PagesDependencies
from register import drafts, log, programmes, reports, visits
from register.connection import Connection
from register.drafts import Draft
from register.streams import words_of
from rules.zones import london
from schemas.forms import Form
from schemas.ids import ActorRef
from schemas.staff import Acting
from schemas.state import VisitState


@dataclass(frozen=True)
class Begun:
    """A form that somebody fills in.

    Attributes:
        kind: Which decision it is for.
        subject: What that is about, as it is named.
        draft: What was typed so far.
        fields: Of the form, with what is known to choose from.
    """

    kind: DecisionKind
    subject: str
    draft: Draft
    fields: tuple[Field, ...]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as values."""
        return values_of(self.fields, self.draft.typed)

    def filled_in(self) -> tuple[Form | None, tuple[Mistake, ...]]:
        """The form, or what is wrong with it."""
        try:
            terms = Terms(meanings=MEANINGS)
            return checked(self.kind.form, self.values, terms), ()
        except Mistakes as mistakes:
            return None, mistakes.each

    def with_typed(self, typed: Typed) -> "Begun":
        """The same with other texts."""
        return replace(self, draft=replace(self.draft, typed=typed))


@dataclass(frozen=True)
class Change:
    """Something that happened to a subject while somebody filled in a form about it."""

    when: str
    words: str
    by: ActorRef


async def begun(deps: PagesDependencies, who: Acting, kind: DecisionKind, subject: str) -> Begun:
    """The form as somebody left it, or begun anew with what is known.

    Raises:
        UnknownVisit: There is no such visit; likewise with what else there is not.
    """
    async with deps.pool.acquire() as connection:
        state = await _required(connection, kind, subject)
        fields = fields_of(kind.form)
        if state is not None:
            fields = with_known(fields, await choosable(connection, state))
        found = await drafts.find(connection, who.ref, subject, kind.name, deps.now())
        if found is None:
            found = Draft(
                actor=who.ref,
                subject=subject,
                form=kind.name,
                update_id=str(uuid4()),
                begun_after=await head_about(connection, subject),
                typed=await _known(connection, kind, state, fields),
            )
    return Begun(kind, subject, found, fields)


async def _required(connection: Connection, kind: DecisionKind, subject: str) -> VisitState | None:
    """What a decision is about has to be there; of a visit, its state."""
    match kind.about:
        case About.VISIT:
            return await visits.require(connection, subject)
        case About.PROGRAMME:
            await programmes.require(connection, subject)
        case About.REPORT:
            await reports.require(connection, stream_of(subject))
    return None


async def _known(
    connection: Connection,
    kind: DecisionKind,
    state: VisitState | None,
    fields: tuple[Field, ...],
) -> Typed:
    """What is known, as it would have been typed."""
    if state is None or kind.name not in with_something_known():
        return {}
    known: Mapping[str, Any] = await known_of(connection, state, kind.name)
    return typed_of(fields, known)


async def keep(deps: PagesDependencies, begun: Begun) -> None:
    """Keep a form as it is, for whoever fills it in."""
    async with deps.pool.acquire() as connection:
        await drafts.keep(connection, begun.draft, deps.now())


async def discard(deps: PagesDependencies, begun: Begun) -> None:
    """Forget a form that was decided, or given up."""
    async with deps.pool.acquire() as connection:
        await drafts.discard(connection, begun.draft.actor, begun.draft.update_id)


def stream_of(subject: str) -> str:
    """The stream of what is named: a report is named without the word in its subject's middle."""
    programme, slash, name = subject.partition("/")
    return f"{programme}/report/{name}" if slash else subject


async def head_about(connection: Connection, subject: str) -> int:
    """The last position of the log about something; 0 where there is none."""
    found = await connection.fetchval(
        "SELECT max(position) FROM events"
        " WHERE aggregateid = $1 OR starts_with(aggregateid, $1 || '/')",
        stream_of(subject),
    )
    return int(found or 0)


async def changed_since(deps: PagesDependencies, begun: Begun) -> tuple[int, list[Change]]:
    """The last position about a form's subject, and what happened there since it was begun."""
    async with deps.pool.acquire() as connection:
        logged = await log.read_all(
            connection, about=stream_of(begun.subject), after=begun.draft.begun_after
        )
    changes = [
        Change(f"{london(one.event.at):%-d %b %Y %H:%M}", words_of(one.event), one.event.actor)
        for one in logged
    ]
    return (logged[-1].position if logged else begun.draft.begun_after), changes
