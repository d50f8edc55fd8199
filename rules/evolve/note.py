"""The summary note: drafted, commented on, signed, agreed, shared, acknowledged."""

from rules.evolve.fact import fact
from rules.evolve.tasks import settled, without
from rules.folds import Changes
from rules.versions import CORRECTIONS
from schemas.events.event import VisitEvent
from schemas.events.note import (
    AcknowledgementReminded,
    FactsDecided,
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    SharingDecided,
)
from schemas.parts import NoteVersion
from schemas.state import Agreement, CommentRound, FactsStand, Sharing, VisitState
from schemas.values import Department, Stage, TaskKind


@fact(NoteDrafted, "draft summary note sent")
def drafted(_state: VisitState, event: VisitEvent, fact: NoteDrafted) -> Changes:
    """A new version voids every signature, and whatever was decided on an earlier one."""
    return {
        "stage": Stage.AGREEING,
        "note": NoteVersion(
            version=fact.version,
            content=fact.content,
            drafted_at=event.at,
            sections=fact.sections,
            cases=fact.cases,
            editable_copy=fact.editable_copy,
        ),
        "agreement": None,
        "signed": (),
        "facts": None,
    }


@fact(NoteCommented, "comments on the summary note recorded")
def commented(state: VisitState, _event: VisitEvent, fact: NoteCommented) -> Changes:
    """One more round of comments."""
    made = CommentRound(version=fact.version, comments=fact.comments, content=fact.content)
    return {"comment_rounds": (*state.comment_rounds, made)}


@fact(NoteSigned, "some leaders agreed to the summary note")
def signed(state: VisitState, _event: VisitEvent, fact: NoteSigned) -> Changes:
    """More leaders have signed."""
    return {"signed": (*state.signed, *fact.leaders)}


@fact(FactsDecided, "lead inspector decided the facts")
def facts_decided(_state: VisitState, event: VisitEvent, fact: FactsDecided) -> Changes:
    """The facts of a version stand as they are."""
    return {"facts": FactsStand(version=fact.version, decided_by=event.actor)}


@fact(NoteAgreed, "summary note agreed")
def agreed(_state: VisitState, event: VisitEvent, fact: NoteAgreed) -> Changes:
    """The leaders agree to a version, so it may be shared."""
    agreement = Agreement(
        version=fact.version,
        digest=fact.digest,
        agreed_at=fact.happened_at or event.at,
        leaders=fact.leaders,
    )
    return _may_be_shared(agreement)


@fact(SharingDecided, "senior manager decided on sharing")
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
    return _may_be_shared(agreement) | {"tasks": without(state, TaskKind.AGREEMENT_OVERDUE)}


def _may_be_shared(agreement: Agreement) -> Changes:
    return {
        "stage": Stage.SHARING,
        "agreement": agreement,
        "signed": agreement.leaders,
    }


@fact(NoteShared, "summary note shared")
def shared(state: VisitState, event: VisitEvent, fact: NoteShared) -> Changes:
    """More departments have the note."""
    number = event.sequence if state.rules_version >= CORRECTIONS else 0
    new = (Sharing(department=d, shared_at=event.at, sequence=number) for d in fact.departments)
    sharings = (*state.sharings, *new)
    complete = len(sharings) == len(Department)
    return {
        "sharings": sharings,
        "tasks": settled(state, TaskKind.SHARING_OVERDUE, when=complete),
    }


@fact(AcknowledgementReminded, "departments reminded to acknowledge the note")
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


@fact(NoteAcknowledged, "summary note acknowledged")
def acknowledged(state: VisitState, event: VisitEvent, fact: NoteAcknowledged) -> Changes:
    """A department says that it has the note."""
    return {
        "sharings": tuple(
            s.model_copy(update={"acknowledged_at": fact.happened_at or event.at})
            if s.department == fact.department
            else s
            for s in state.sharings
        )
    }
