"""A safeguarding referral: what it is told, what happens to it, what it knows, what is filled in.

Nothing here is narrative: what happened to whom is never stored.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from schemas.field_words import FieldWords
from schemas.forms.form import form
from schemas.ids import AreaCode, ProgrammeId
from schemas.pseudonyms import PSEUDONYMOUS
from schemas.side_processes.forms import SideDecisionForm, SideOpeningForm
from schemas.side_processes.messages import SideDecision, SideOpening
from schemas.side_processes.names import SideSubject
from schemas.side_processes.state import SideState
from schemas.streams import Event, FactModel, StreamKind

KIND: Final = "referral"


class Authority(StrEnum):
    """Whom a safeguarding concern is referred to (Ofsted's guidance, `safeguarding`)."""

    CHILDRENS_SERVICES = "childrens_services"
    DESIGNATED_OFFICER = "designated_officer"


# --- What it is told -------------------------------------------------------------------------


class RaiseReferral(SideOpening):
    """Refer a safeguarding concern."""

    kind: Literal["referral"] = KIND
    authority: Authority
    area: AreaCode


class ConfirmReferral(SideDecision):
    """The authority has the referral."""


# --- What happens ----------------------------------------------------------------------------


class ReferralEventType(StrEnum):
    """Every event of a referral; the grammar is that of `schemas.events`."""

    REFERRAL_RAISED = "referral.raised.v1"
    REFERRAL_CONFIRMED = "referral.confirmed.v1"
    REFERRAL_ESCALATED = "referral.escalated.v1"


class ReferralRaised(FactModel):
    """A safeguarding concern was referred to the authority that looks into it.

    The first event of every referral. Nothing is kept of what the concern is.

    Attributes:
        programme: The visit's.
        authority: To whom it was referred.
        area: Whose authority, by the GSS code of the area.
        confirmation_due: When it escalates unless the authority confirms it before.
    """

    type: Literal[ReferralEventType.REFERRAL_RAISED] = ReferralEventType.REFERRAL_RAISED
    programme: ProgrammeId
    authority: Authority
    area: Annotated[AreaCode, PSEUDONYMOUS]
    confirmation_due: datetime


class ReferralConfirmed(FactModel):
    """The authority confirmed that it has the referral.

    When a person records the confirmation; it ends the referral.
    """

    type: Literal[ReferralEventType.REFERRAL_CONFIRMED] = ReferralEventType.REFERRAL_CONFIRMED


class ReferralEscalated(FactModel):
    """The authority has not confirmed; the safeguarding lead is asked to see to it.

    By itself when the confirmation was due, and again each working day until it comes.

    Attributes:
        times: How often it has escalated by now.
        again_at: When it does next, if it is still not confirmed.
    """

    type: Literal[ReferralEventType.REFERRAL_ESCALATED] = ReferralEventType.REFERRAL_ESCALATED
    times: int = Field(ge=1)
    again_at: datetime


ReferralFact = Annotated[
    ReferralRaised | ReferralConfirmed | ReferralEscalated, Field(discriminator="type")
]

ReferralEvent: TypeAlias = Event[SideSubject, ReferralFact]
"""One fact in a referral's own order; its subject is `<visit>/referral/<n>`."""


# --- What it knows ---------------------------------------------------------------------------


class ReferralState(SideState):
    """One referral: who referred, to whom, when, and whether they have it. No narrative."""

    kind: Literal["referral"] = KIND
    authority: Authority
    area: AreaCode
    confirmed_at: datetime | None = None


# --- What is filled in -----------------------------------------------------------------------


@form("refer", RaiseReferral, told_by=(ReferralRaised,))
class ReferralForm(SideOpeningForm):
    """To whom a safeguarding concern was referred. There is no field for what it is about."""

    heading = "Refer a safeguarding concern"

    reasoned: ClassVar[bool] = False
    kind: ClassVar[StreamKind] = KIND
    authority: Annotated[Authority, FieldWords("To whom was it referred?")] = (
        Authority.CHILDRENS_SERVICES
    )
    area: Annotated[
        AreaCode | None,
        FieldWords("Code of the authority's area", "Leave it empty for the visit's own area"),
    ] = Field(None, description="where the child lives; the visit's area")


@form("confirm_referral", ConfirmReferral, told_by=(ReferralConfirmed,))
class ReferralConfirmationForm(SideDecisionForm):
    """The authority has the referral."""

    heading = "Confirm that the authority has a referral"

    reasoned: ClassVar[bool] = False
    kind: ClassVar[StreamKind] = KIND
