"""Whether somebody may take a decision, and the sentence that tells them who may."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from rules.permissions.permission import Permission, Reach
from rules.permissions.table import PERMISSIONS, Decidable, title_of
from rules.refusals import RefusalCode, Refused
from schemas.ids import ActorRef, PersonRef
from schemas.parts import TeamMember
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole


class Standing(NamedTuple):
    """What has to be known of a thing to tell who may decide about it.

    Attributes:
        team: The confirmed inspectors of the visit that it is or lives beside.
        about: Whom the decision is about, where each may decide about themselves.
        first: Who decided first what is now to be confirmed; nobody if `None`.
    """

    team: Collection[TeamMember] = ()
    about: Collection[PersonRef] = ()
    first: ActorRef | None = None


_ROLE_WORDS = {
    StaffRole.COORDINATOR: "a coordinator",
    StaffRole.INSPECTOR: "an inspector",
    StaffRole.LEAD_INSPECTOR: "the lead inspector",
    StaffRole.SENIOR_MANAGER: "a senior manager",
    StaffRole.SAFEGUARDING_LEAD: "the safeguarding lead",
    StaffRole.ANALYST: "an analyst",
    StaffRole.OPERATOR: "an operator",
}

_REACH_WORDS = {
    Reach.EVERYWHERE: "",
    Reach.OWN_VISITS: " of its team",
    Reach.LED_VISITS: " of its team",
    Reach.ONESELF: " about themselves",
}


def require_permission(acting: Acting, decidable: Decidable, standing: Standing) -> None:
    """Refuse a decision to whoever may not take it.

    Args:
        acting: Who wants to.
        decidable: What.
        standing: What is known of what it is about.

    Raises:
        Refused: They may not; the sentence says who may.
    """
    permission = PERMISSIONS[decidable]
    if not any(
        role in acting.roles and reaches(reach, acting.ref, standing)
        for role, reach in permission.roles.items()
    ):
        raise Refused(
            RefusalCode.PERMISSION,
            f"That was not recorded: “{_title(decidable)}” is for {_whoever(permission)}, and "
            f"{acting.ref} is {wrong_role(acting, permission)}.",
        )
    if permission.after and acting.ref == standing.first:
        raise Refused(
            RefusalCode.PERMISSION,
            f"That was not recorded: “{_title(decidable)}” needs a second person, and "
            f"{acting.ref} decided first; {_whoever(permission)} who is somebody else signs in "
            "and does it.",
        )


def _title(decidable: Decidable) -> str:
    title = title_of(decidable)
    return title[:1].upper() + title[1:]


def out_of_reach(
    acting: Acting, decidables: Collection[Decidable], standing: Standing | None = None
) -> str:
    """Why somebody may not take a decision, however it is filled in; empty if they may.

    Args:
        acting: Who wants to.
        decidables: What the decision can become.
        standing: What is known of what it is about; if not given, their roles alone count.
    """
    permissions = [PERMISSIONS[decidable] for decidable in decidables]
    near = [one for one in permissions if acting.roles & one.roles.keys()]
    whoever = " or ".join(dict.fromkeys(_whoever(one) for one in permissions))
    if not near:
        return f"That is for {whoever}."
    if standing is None:
        return ""
    reaching = [one for one in near if _may_reach(acting, one, standing)]
    if not reaching:
        return f"That is for {whoever}, and you are {wrong_role(acting, near[0])}."
    if all(one.after and acting.ref == standing.first for one in reaching):
        return f"That needs a second person, and you decided first: it is for {whoever}."
    return ""


def _may_reach(acting: Acting, permission: Permission, standing: Standing) -> bool:
    """Whether it may be theirs; whom it will be about is not known before it is filled in."""
    return any(
        role in acting.roles and (reach is Reach.ONESELF or reaches(reach, acting.ref, standing))
        for role, reach in permission.roles.items()
    )


def wrong_role(acting: Acting, permission: Permission) -> str:
    """What somebody is who may not: by their roles, or because those do not reach so far."""
    short = [
        _REACH_WORDS[reach] for role, reach in permission.roles.items() if role in acting.roles
    ]
    if short:
        return "not in its team" if short[0] == " of its team" else "somebody else"
    return _joined((_ROLE_WORDS[role] for role in StaffRole if role in acting.roles), "and") or (
        "without a role"
    )


def reaches(reach: Reach, ref: ActorRef, standing: Standing) -> bool:
    """Whether something is near enough to somebody.

    Args:
        reach: How far their role reaches.
        ref: Who they are.
        standing: What is known of the thing.
    """
    match reach:
        case Reach.EVERYWHERE:
            return True
        case Reach.OWN_VISITS:
            return any(member.inspector == ref for member in standing.team)
        case Reach.LED_VISITS:
            lead = InspectorRole.OFSTED_EDUCATION
            return any(member.inspector == ref and member.role is lead for member in standing.team)
        case Reach.ONESELF:
            return bool(standing.about) and set(standing.about) == {ref}


def _whoever(permission: Permission) -> str:
    return _joined(
        (f"{_ROLE_WORDS[role]}{_REACH_WORDS[reach]}" for role, reach in permission.roles.items()),
        "or",
    )


def _joined(parts: Iterable[str], word: str) -> str:
    *most, last = [*parts] or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
