"""What people fill in about who visits, and whom the area names."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.email_address import EmailAddress
from schemas.events.team import (
    ConflictOverridden,
    ConflictsDeclared,
    InspectorReplaced,
    OfficerNominated,
    TeamConfirmed,
)
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import ActorRef, PersonRef
from schemas.personal import Name, Personal
from schemas.values import ConflictKind, InspectorRole


@form("nominate", m.NominateOfficer, told_by=(OfficerNominated,))
class OfficerForm(VisitForm):
    """The area's nominated officer."""

    heading = "Name the nominated officer"

    ref: Annotated[
        PersonRef | None, FieldWords("Short reference", "Leave it empty for somebody new")
    ] = Field(None, description="a new one for somebody else when not given")
    name: Name
    email: EmailAddress
    organisation: Name


class InspectorForm(Personal):
    """One inspector and what they declare."""

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name
    conflicts: Annotated[
        tuple[ConflictKind, ...],
        FieldWords("Conflicts of interest", "Select all that were declared, or none"),
    ] = ()


@form("declare", m.DeclareConflicts, told_by=(ConflictsDeclared,))
class DeclarationsForm(VisitForm):
    """Inspectors' declarations of conflicts of interest."""

    heading = "Record declarations of conflicts of interest"

    inspectors: Annotated[tuple[InspectorForm, ...], Field(min_length=1)]


@form("override", m.OverrideConflict, told_by=(ConflictOverridden,))
class OverrideForm(VisitForm):
    """An inspector takes part in spite of a conflict; a second person does the same after this."""

    heading = "Let an inspector take part in spite of a conflict"

    not_asked = frozenset({"seconder"})

    inspector: PersonRef
    seconder: ActorRef | None = Field(
        None, description="who confirmed it, where that was elsewhere"
    )


@form("replace", m.ReplaceInspector, told_by=(InspectorReplaced,))
class ReplacementForm(VisitForm):
    """One inspector for another of the same role."""

    heading = "Replace an inspector"

    leaving: Annotated[PersonRef, FieldWords("Who leaves?")]
    joining: Annotated[PersonRef, FieldWords("Who joins?")]


class MemberForm(Personal):
    """One inspector in one role."""

    inspector: PersonRef
    role: InspectorRole


@form("team", m.ConfirmTeam, told_by=(TeamConfirmed,))
class TeamForm(VisitForm):
    """The three inspectors."""

    heading = "Confirm the team"

    members: tuple[MemberForm, ...]
