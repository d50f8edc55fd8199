"""A form from when somebody begins it until it is decided: theirs alone, and kept meanwhile."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from fastapi import Request

from desk.reading import MEANINGS, Mistake, Mistakes, Terms, checked
from pages.dates import moment
from pages.deciding.errors import Errors
from pages.deciding.fields import Field, defaults_of, places_in, with_known
from pages.deciding.matter import Matter
from pages.deciding.typed import Typed, named_twice, typed_of, values_of
from pages.deciding.unkept import parted, recalled
from pages.dependencies import PagesDependencies
from register import drafts, log
from register.connection import Connection
from register.drafts import Draft
from register.streams import words_of
from schemas.forms.form import Form
from schemas.ids import ActorRef
from schemas.staff import Acting
from schemas.visible import echoed


@dataclass(frozen=True)
class Begun:
    """A form that somebody fills in.

    Attributes:
        matter: What it is filled in for.
        draft: What was typed so far.
        fields: Of the form, with what is known to choose from.
        kept: Whether somebody has filled it in before.
    """

    matter: Matter
    draft: Draft
    fields: tuple[Field, ...]
    kept: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as values."""
        return values_of(self.fields, self._answered)

    @property
    def _answered(self) -> Typed:
        """What was typed, without what says nothing."""
        return self.matter.answered(self.draft.typed)

    def errors(self, mistakes: Sequence[Mistake] = ()) -> Errors:
        """What is wrong with the form, at its places."""
        return Errors(self.fields, self._answered, mistakes)

    def filled_in(self) -> tuple[Form | None, tuple[Mistake, ...]]:
        """The form, or what is wrong with it."""
        twice = tuple(_twice(*each) for each in named_twice(self.fields, self.draft.typed))
        if twice:
            return None, twice
        try:
            terms = Terms(meanings=MEANINGS)
            filled = checked(self.matter.form, self.matter.whole(self.values), terms)
        except Mistakes as mistakes:
            return None, mistakes.each
        if filled.reason_needed and filled.reason is None:
            return None, (NO_REASON,)
        return filled, ()

    def with_typed(self, typed: Typed) -> "Begun":
        """The same with other texts."""
        return replace(self, draft=replace(self.draft, typed=typed))


NO_REASON: Final = Mistake(("reason",), "is missing", "reason is missing")
"""It is asked for where it is typed, like anything else that is missing."""


def _twice(field: str, name: str) -> Mistake:
    why = f"has {echoed(name)} twice"
    return Mistake((field,), why, f"{field} {why}")


_NAMED: Final = {
    "letter": re.compile(r"[a-z0-9-]{1,60}/[a-z_]{1,40}/[0-9]{1,3}/[a-z0-9.-]{1,50}|[a-z_]{1,40}"),
    "person": re.compile(r"[a-z0-9-]{1,40}"),
    "number": re.compile(r"[0-9]{1,6}"),
}
"""What an address may name, and how that is written."""


@dataclass(frozen=True)
class Change:
    """Something that happened to a subject while somebody filled in a form about it."""

    when: str
    words: str
    by: ActorRef


async def begun(request: Request, deps: PagesDependencies, who: Acting, matter: Matter) -> Begun:
    """The form as somebody left it, or begun anew with what is known.

    Raises:
        UnknownVisit: There is no such visit; likewise with what else there is not.
    """
    async with deps.pool.acquire() as connection:
        fields = matter.fields
        fields = with_known(fields, await matter.choices(connection, places_in(fields)))
        found = await drafts.find(connection, who.ref, matter.subject, matter.name, deps.now())
        kept = found is not None
        if found is None:
            found = Draft(
                actor=who.ref,
                subject=matter.subject,
                form=matter.name,
                update_id=matter.new_update_id(),
                begun_after=await head_about(connection, matter.stream),
                typed=typed_of(
                    fields, {**defaults_of(matter.form), **await matter.values(connection)}
                ),
            )
    typed = {**found.typed, **recalled(request, found.update_id)}
    return Begun(matter, replace(found, typed=typed), fields, kept)


async def preset(request: Request, deps: PagesDependencies, form: Begun) -> Begun:
    """A form as a link leads to it, with what its address names: a letter, or who.

    Only as it is shown: what is sent from there is what counts. Names and words stand in no
    address; what is known of what it names is filled in where nothing was typed.
    """
    named = {
        field.name: [text]
        for field in form.fields
        if field.name in _NAMED and (text := request.query_params.get(field.name))
        if _NAMED[field.name].fullmatch(text)
    }
    if not named:
        return form
    async with deps.pool.acquire() as connection:
        values = await form.matter.known_with(
            {at: texts[0] for at, texts in named.items()}, connection
        )
    known = {
        at: texts
        for at, texts in typed_of(form.fields, values).items()
        if not any(form.draft.typed.get(at, ()))
    }
    return form.with_typed({**form.draft.typed, **known, **named})


async def keep(deps: PagesDependencies, begun: Begun) -> None:
    """Keep a form as it is, for whoever fills it in, but for what is never kept."""
    kept, _ = parted(begun.draft.typed, begun.matter.unkept)
    async with deps.pool.acquire() as connection:
        await drafts.keep(connection, replace(begun.draft, typed=kept), deps.now())


def shown_as(begun: Begun) -> str:
    """By which a page says which answers it showed; of no use to whoever does not know them.

    The id of the decision, which only its form has, goes in: nobody can try out what was typed.
    """
    typed = sorted((at, texts) for at, texts in begun.draft.typed.items() if any(texts))
    told = json.dumps([begun.draft.update_id, typed], ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


async def discard(deps: PagesDependencies, begun: Begun) -> None:
    """Forget a form that was decided, or given up."""
    async with deps.pool.acquire() as connection:
        await drafts.discard(connection, begun.draft.actor, begun.draft.update_id)


async def head_about(connection: Connection, stream: str) -> int:
    """The last position of the log about something; 0 where there is none."""
    found = await connection.fetchval(
        "SELECT max(position) FROM events"
        " WHERE aggregateid = $1 OR starts_with(aggregateid, $1 || '/')",
        stream,
    )
    return int(found or 0)


async def changed_since(deps: PagesDependencies, begun: Begun) -> tuple[int, list[Change]]:
    """The last position about a form's subject, and what happened there since it was begun."""
    stream = begun.matter.stream
    if not stream:
        return begun.draft.begun_after, []
    async with deps.pool.acquire() as connection:
        logged = await log.read_all(connection, about=stream, after=begun.draft.begun_after)
    changes = [Change(moment(one.event.at), words_of(one.event), one.event.actor) for one in logged]
    return (logged[-1].position if logged else begun.draft.begun_after), changes
