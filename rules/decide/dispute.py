"""The note in dispute: comments in rounds, then decisions on facts and on sharing."""

from collections.abc import Sequence
from datetime import datetime

from rules.comments import facts_stand, round_of_latest, rounds_are_over, rounds_used
from rules.decide.rule import rule
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from schemas.content import ContentRef
from schemas.events.event import Fact
from schemas.events.note import FactsDecided, NoteCommented, SharingDecided
from schemas.events.visit import Closed
from schemas.ids import Digest
from schemas.messages import CommentOnNote, DecideFacts, DecideSharing
from schemas.parts import NoteVersion
from schemas.state import VisitState
from schemas.values import InspectorRole, Stage

_NO_COMMENTS = "The comments were not recorded"
_FACTS_NOT_DECIDED = "The facts were not decided"
_SHARING_NOT_DECIDED = "Sharing was not decided"


def require_latest(state: VisitState, what: str, version: int) -> NoteVersion:
    """The latest version of the note, if it is the one that is meant."""
    note = state.note
    if note is None or version != note.version:
        latest = note.version if note else 0
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"{what}: version {latest} is the latest, not version {version}; "
            f"`visits read {state.visit_id} note` shows it, and without --version it is meant.",
        )
    return note


def require_version(state: VisitState, what: str, version: int, digest: Digest) -> NoteVersion:
    """The latest version of the note, if it and its words are those that are meant."""
    note = require_latest(state, what, version)
    require_same_words(what, digest, note.digest)
    return note


def require_same_words(what: str, given: Digest, known: Digest) -> None:
    """Refuse a digest that is not that of the version it goes with."""
    if given != known:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"{what}: the digest given is not that of this version's words; `visits digest` "
            "tells what a digest stands for.",
        )


def _open_to_comments(state: VisitState, _now: datetime) -> None:
    note = state.note
    if note is None:
        return
    if facts_stand(state):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{_NO_COMMENTS}: the lead inspector has decided the facts of version {note.version}; "
            "what is left is `visits agree` or `visits decide-sharing`.",
        )
    if rounds_are_over(state):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{_NO_COMMENTS}: the {state.policy.comment_rounds} rounds of comments are over; the "
            "leaders agree to the note (`visits agree`), or the lead inspector decides its facts "
            "(`visits decide-facts`).",
        )


@rule(
    CommentOnNote,
    stages=(Stage.AGREEING,),
    words="comments on the summary note can be recorded",
    open_to=_open_to_comments,
)
def comment_on_note(state: VisitState, message: CommentOnNote, now: datetime) -> Sequence[Fact]:
    """Keep comments on the latest version: all on one version are one round, of two."""
    del now
    what = _NO_COMMENTS
    note = require_latest(state, what, message.version)
    numbers = [comments.section for comments in message.comments]
    if len(set(numbers)) != len(numbers):
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"{what}: one section is named twice; put what is said about it together.",
        )
    if note.sections and max(numbers) > note.sections:
        raise Refused(
            RefusalCode.NOTE_VERSION,
            f"{what}: version {note.version} has {note.sections} sections, "
            f"and {max(numbers)} is not one of them; `visits read {state.visit_id} note` shows "
            "their numbers.",
        )
    if _repeats(state, message.content):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{what}: these words are recorded already; "
            f"`visits read {state.visit_id} comments` shows them.",
        )
    return [
        NoteCommented(
            version=note.version,
            round=round_of_latest(state),
            comments=message.comments,
            content=message.content,
        )
    ]


def _repeats(state: VisitState, content: ContentRef) -> bool:
    return any(each.content == content for each in state.comment_rounds)


def _open_to_the_facts(state: VisitState, _now: datetime) -> None:
    used, rounds = rounds_used(state), state.policy.comment_rounds
    if used < rounds:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_FACTS_NOT_DECIDED}: {used} of {rounds} rounds of comments were used; "
            "answer comments with a new version until then, with `visits draft`.",
        )
    if state.note is not None and state.facts is not None:
        version = state.note.version
        if state.facts.version == version:
            raise Refused(
                RefusalCode.ALREADY_DONE,
                f"{_FACTS_NOT_DECIDED}: those of version {version} are decided already; next is "
                "`visits decide-sharing`.",
            )


@rule(
    DecideFacts,
    stages=(Stage.AGREEING,),
    words="the facts of the summary note can be decided",
    open_to=_open_to_the_facts,
)
def decide_facts(state: VisitState, message: DecideFacts, now: datetime) -> Sequence[Fact]:
    """After the rounds, the lead inspector, and nobody else, says which facts stand."""
    del now
    what = _FACTS_NOT_DECIDED
    note = require_version(state, what, message.version, message.digest)
    lead = _lead(state)
    if message.actor != lead:
        raise Refused(
            RefusalCode.WRONG_PERSON,
            f"{what}: only the lead inspector, {lead}, decides them, not {message.actor}; they "
            "sign in and do it themselves.",
        )
    require_reason(what, message.reason)
    return [FactsDecided(version=note.version, digest=note.digest)]


def _lead(state: VisitState) -> str:
    """The education HMI leads."""
    lead = InspectorRole.OFSTED_EDUCATION
    return next((m.inspector for m in state.team if m.role is lead), "who is not confirmed")


def _open_to_decide_sharing(state: VisitState, _now: datetime) -> None:
    note, facts = state.note, state.facts
    if note is not None and (facts is None or facts.version != note.version):
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_SHARING_NOT_DECIDED}: the lead inspector has not decided the facts of version "
            f"{note.version}; `visits decide-facts` records that.",
        )


@rule(
    DecideSharing,
    stages=(Stage.AGREEING,),
    words="sharing of a disputed note can be decided",
    open_to=_open_to_decide_sharing,
)
def decide_sharing(state: VisitState, message: DecideSharing, now: datetime) -> Sequence[Fact]:
    """A senior manager, from outside the team, decides for a version whose facts are decided."""
    del now
    what = _SHARING_NOT_DECIDED
    note = require_version(state, what, message.version, message.digest)
    team = {member.inspector for member in state.team}
    decided_by = {state.facts.decided_by} if state.facts else set()
    if message.actor in team | decided_by:
        raise Refused(
            RefusalCode.WRONG_PERSON,
            f"{what}: {message.actor} is of the team; a senior manager from outside signs in and "
            "decides.",
        )
    require_reason(what, message.reason)
    decided = SharingDecided(version=note.version, digest=note.digest, share=message.share)
    return [decided] if message.share else [decided, Closed()]
