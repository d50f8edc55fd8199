"""What can be decided about a visit, a programme or a report, each with the way to its form."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from desk.decisions import About
from desk.offered import Offered
from pages.deciding.offering import offered_to
from pages.dependencies import Deps, Register
from pages.form_address import begins_at
from pages.rendering import page
from pages.sentences import in_pages
from pages.signed_in import SignedIn
from register import drafts
from web.subjects import SUBJECTS, address_of

router = APIRouter()


@dataclass(frozen=True)
class Choice:
    """A decision as it is listed."""

    title: str
    href: str
    waits: bool
    begun: bool
    refused: str


def _add(about: About) -> None:
    """Add the list of one kind of thing."""
    path, named = SUBJECTS[about]

    @router.get(f"{path}/decide")
    async def decide(
        request: Request,
        deps: Deps,
        register: Register,
        who: SignedIn,
        subject: Annotated[str, Depends(named)],
    ) -> Response:
        found = await offered_to(register, about, subject, who, deps.now())
        begun = await drafts.of_actor(register, who.ref, subject)
        choices = [_choice(one, subject, begun) for one in found]
        return page(
            request,
            "deciding/listing.html",
            title="Record a decision",
            subject=subject,
            back=address_of(about, subject),
            waits=[one for one in choices if one.waits and not one.refused],
            possible=[one for one in choices if not one.waits and not one.refused],
            refused=[one for one in choices if one.refused],
        )


for _about in About:
    _add(_about)


def _choice(one: Offered, subject: str, begun: set[str]) -> Choice:
    kind, place = one.kind, address_of(one.kind.about, subject)
    has_begun = kind.name in begun
    return Choice(
        title=kind.form.heading,
        href=f"{place}/decide/{kind.slug}" if has_begun else begins_at(place, kind),
        waits=one.waits,
        begun=has_begun,
        refused=in_pages(one.refused),
    )
