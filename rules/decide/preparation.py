"""The officer, the team and its conflicts, the mode and the surveys."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rules.decide.changes import (
    arrangements,
    held_otherwise,
    new_team_checked,
    require_new,
    timetable_again,
)
from rules.decide.people import corrections, require_own_reference
from rules.decide.rule import BEFORE_THE_END, FROM_ACCEPTANCE, at_deadline, rule
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable, timetable
from rules.wording import ROLE_WORDS
from rules.zones import london
from schemas.events.event import Fact
from schemas.events.preparation import ModeSet, SurveyClosed, SurveyHandedOver, SurveyOpened
from schemas.events.team import ConflictsDeclared, OfficerNominated, TeamConfirmed
from schemas.messages import (
    ConfirmTeam,
    DeclareConflicts,
    HandOverSurvey,
    NominateOfficer,
    SetMode,
)
from schemas.parts import TeamMember
from schemas.state import VisitState
from schemas.values import ContactRole, DeadlineKind, Stage


@rule(NominateOfficer, stages=FROM_ACCEPTANCE, words="a nominated officer can be recorded")
def nominate_officer(state: VisitState, message: NominateOfficer, now: datetime) -> Sequence[Fact]:
    """Keep the officer the area named."""
    del now
    role = ContactRole.NOMINATED_OFFICER
    require_own_reference(state, [(message.officer, role)], "The officer was not recorded")
    return [
        OfficerNominated(officer=message.officer, content=message.content),
        *corrections(state, message.corrected),
    ]


@rule(DeclareConflicts, stages=BEFORE_THE_END, words="conflicts of interest can be declared")
def declare_conflicts(
    state: VisitState, message: DeclareConflicts, now: datetime
) -> Sequence[Fact]:
    """Keep declarations; one inspector declares once in a message."""
    del now
    people = [(declared.inspector, declared.role) for declared in message.declarations]
    require_own_reference(state, people, "The declarations were not recorded")
    inspectors = Counter(declaration.inspector for declaration in message.declarations)
    twice = [ref for ref, count in inspectors.items() if count > 1]
    if twice:
        raise Refused(
            RefusalCode.TEAM, f"{twice[0]} declared twice in one message; give one declaration."
        )
    return [
        ConflictsDeclared(declarations=message.declarations),
        *corrections(state, message.corrected),
    ]


@rule(ConfirmTeam, stages=(Stage.PREPARING, Stage.VISITING), words="the team can be confirmed")
def confirm_team(state: VisitState, message: ConfirmTeam, now: datetime) -> Sequence[Fact]:
    """Confirm exactly one inspector of each role, each clear of conflicts."""
    del now
    what = "The team was not confirmed"
    require_team(state, message.members, what)
    require_new(state, what, same=set(message.members) == set(state.team))
    return [
        TeamConfirmed(members=message.members),
        *new_team_checked(state),
        *arrangements(state, team=True),
        *timetable_again(state),
    ]


def require_team(state: VisitState, members: Sequence[TeamMember], what: str) -> None:
    """Refuse all but one inspector of each role, each clear of conflicts.

    Args:
        state: The visit.
        members: Who is meant to be its team.
        what: The beginning of the sentence, what was not done.
    """
    roles = Counter(member.role for member in members)
    for role, words in ROLE_WORDS.items():
        if not roles[role]:
            _refuse_team(what, f"there is no {words}; name one for each place")
        if roles[role] > 1:
            _refuse_team(what, f"there are {roles[role]} of {words}, and exactly one is needed")
    if len({member.inspector for member in members}) != len(members):
        _refuse_team(what, "one inspector cannot hold two roles; name three")
    for member in members:
        require_clear(state, member, what)


def _refuse_team(what: str, why: str) -> None:
    raise Refused(RefusalCode.TEAM, f"{what}: {why}.")


def require_clear(state: VisitState, member: TeamMember, what: str) -> None:
    """Refuse an inspector who has not declared, or whose conflict nobody has overridden.

    Args:
        state: The visit.
        member: The inspector, in the role they are meant for.
        what: The beginning of the sentence, what was not done.
    """
    declared = {declaration.inspector: declaration for declaration in state.declarations}
    declaration = declared.get(member.inspector)
    if declaration is None:
        raise Refused(
            RefusalCode.TEAM,
            f"{what}: {member.inspector} has not declared conflicts of interest, or none; "
            f"`visits declare {state.visit_id} {member.inspector}` records it.",
        )
    if declaration.role is not member.role:
        raise Refused(
            RefusalCode.TEAM,
            f"{what}: {member.inspector} declared as {ROLE_WORDS[declaration.role]}, "
            f"not as {ROLE_WORDS[member.role]}; `visits declare` records another place.",
        )
    if declaration.conflicts and member.inspector not in state.overridden:
        kinds = " and ".join(kind.replace("_", " ") for kind in declaration.conflicts)
        raise Refused(
            RefusalCode.CONFLICT_OF_INTEREST,
            f"{what}: {member.inspector} declared a conflict of interest "
            f"({kinds}); replace like with like, or let two people decide otherwise with "
            f"`visits override {state.visit_id} {member.inspector}`.",
        )


@rule(
    SetMode,
    stages=(Stage.OPENED, Stage.INVITED, Stage.PREPARING, Stage.VISITING),
    words="the mode can be set",
)
def set_mode(state: VisitState, message: SetMode, now: datetime) -> Sequence[Fact]:
    """Set how the days are held; what is left of a fixed timetable goes with it.

    Before the area has accepted that is a plan: it is told with the confirmation of the days.
    """
    del now
    again = held_otherwise(state, message.mode)
    if state.stage in {Stage.OPENED, Stage.INVITED}:
        if message.mode is state.mode:
            raise Refused(
                RefusalCode.ALREADY_DONE, "The mode was not set: that is how it is planned already."
            )
        return [ModeSet(mode=message.mode), *([again] if again else [])]
    require_new(state, "The mode was not set", same=state.mode is message.mode)
    facts: list[Fact] = [ModeSet(mode=message.mode), *arrangements(state, mode=True)]
    if again is None:
        return facts
    return [*facts, again.model_copy(update={"content": message.content or again.content})]


def _open_to_surveys(state: VisitState, now: datetime) -> None:
    if state.officer is None:
        _refuse_survey(
            "the area has not named the officer they go to; "
            f"`visits nominate {state.visit_id}` records one"
        )
    dates = timetable(state)
    if dates is not None and now >= dates.survey_closes:
        _refuse_survey(f"the surveys closed on {london(dates.survey_closes):%A %-d %B %Y}")
    if state.survey is not None and state.survey.closed_at is not None:
        _refuse_survey("the surveys have closed")


@rule(
    HandOverSurvey,
    stages=(Stage.PREPARING,),
    words="survey links can be handed over",
    while_paused=False,
    open_to=_open_to_surveys,
)
def hand_over_survey(state: VisitState, message: HandOverSurvey, now: datetime) -> Sequence[Fact]:
    """Hand the links to the area's officer; open the surveys if their day has come."""
    if set(message.audiences) != set(state.policy.survey_audiences):
        wanted = " and ".join(a.replace("_", " ") for a in state.policy.survey_audiences)
        _refuse_survey(f"there is one survey each for {wanted}; give a --link for each")
    dates = timetable(state)
    number = state.survey.round + 1 if state.survey else 1
    facts: list[Fact] = [
        SurveyHandedOver(audiences=message.audiences, content=message.content, round=number)
    ]
    if dates is not None and now >= dates.survey_opens:
        facts.append(SurveyOpened(closes=dates.survey_closes))
    return facts


@at_deadline(DeadlineKind.SURVEY_OPENS)
def open_surveys(_state: VisitState, _due: datetime, dates: Timetable) -> Sequence[Fact]:
    """Open the surveys whose links the area has."""
    return [SurveyOpened(closes=dates.survey_closes)]


@at_deadline(DeadlineKind.SURVEY_CLOSES)
def close_surveys(_state: VisitState, _due: datetime, _dates: Timetable) -> Sequence[Fact]:
    """Close the surveys; what has been answered stays."""
    return [SurveyClosed()]


def _refuse_survey(why: str) -> None:
    raise Refused(RefusalCode.SURVEY, f"The survey links were not handed over: {why}.")
