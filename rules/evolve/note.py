"""The summary note: drafted, commented on, signed, agreed, shared, acknowledged."""

from rules.evolve.parts import Changes
from rules.evolve.tasks import settled, without
from schemas.events import (
    AcknowledgementReminded,
    FactsDecided,
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    SharingDecided,
    VisitEvent,
)
from schemas.parts import NoteVersion
from schemas.state import Agreement, CommentRound, FactsStand, Sharing, VisitState
from schemas.values import Department, Stage, TaskKind


def drafted(state: VisitState, event: VisitEvent, fact: NoteDrafted) -> Changes:
    """A new version voids every signature, and whatever was decided on an earlier one."""
    return {
        "stage": Stage.AGREEING,
        "note": NoteVersion(
            version=fact.version,
            content=fact.content,
            drafted_at=event.at,
            sections=fact.sections,
            cases=fact.cases,
        ),
        "agreement": None,
        "signed": (),
        "facts": None,
        "tasks": without(state, TaskKind.DRAFT_OVERDUE, TaskKind.SHARING_OVERDUE),
    }


def commented(state: VisitState, fact: NoteCommented) -> Changes:
    """One more round of comments."""
    made = CommentRound(version=fact.version, comments=fact.comments, content=fact.content)
    return {"comment_rounds": (*state.comment_rounds, made)}


def signed(state: VisitState, fact: NoteSigned) -> Changes:
    """More leaders have signed."""
    return {"signed": (*state.signed, *fact.leaders)}


def facts_decided(event: VisitEvent, fact: FactsDecided) -> Changes:
    """The facts of a version stand as they are."""
    return {"facts": FactsStand(version=fact.version, decided_by=event.actor)}


def agreed(state: VisitState, event: VisitEvent, fact: NoteAgreed) -> Changes:
    """The leaders agree to a version, so it may be shared."""
    agreement = Agreement(
        version=fact.version, digest=fact.digest, agreed_at=event.at, leaders=fact.leaders
    )
    return _may_be_shared(state, agreement)


def sharing_decided(state: VisitState, event: VisitEvent, fact: SharingDecided) -> Changes:
    """A manager decides in place of the leaders who have not signed."""
    if not fact.share:
        return {}
    agreement = Agreement(
        version=fact.version,
        digest=fact.digest,
        agreed_at=event.at,
        leaders=state.signed,
        by_manager=True,
    )
    return _may_be_shared(state, agreement)


def _may_be_shared(state: VisitState, agreement: Agreement) -> Changes:
    return {
        "stage": Stage.SHARING,
        "agreement": agreement,
        "signed": agreement.leaders,
        "tasks": without(state, TaskKind.AGREEMENT_OVERDUE),
    }


def shared(state: VisitState, event: VisitEvent, fact: NoteShared) -> Changes:
    """More departments have the note."""
    new = (Sharing(department=d, shared_at=event.at) for d in fact.departments)
    sharings = (*state.sharings, *new)
    complete = len(sharings) == len(Department)
    return {
        "sharings": sharings,
        "tasks": settled(state, TaskKind.SHARING_OVERDUE, when=complete),
    }


def acknowledgement_reminded(
    state: VisitState, event: VisitEvent, fact: AcknowledgementReminded
) -> Changes:
    """Departments have been reminded to say that they have it."""
    return {
        "sharings": tuple(
            s.model_copy(update={"reminded_at": event.at})
            if s.department in fact.departments
            else s
            for s in state.sharings
        )
    }


def acknowledged(state: VisitState, event: VisitEvent, fact: NoteAcknowledged) -> Changes:
    """A department says that it has the note."""
    return {
        "sharings": tuple(
            s.model_copy(update={"acknowledged_at": event.at})
            if s.department == fact.department
            else s
            for s in state.sharings
        )
    }
