"""Whether a question can be answered by a link, as the visit stands."""

from rules.comments import facts_stand, rounds_are_over
from rules.questions.asked import Standing
from rules.questions.own import own_department_of
from schemas.ids import round_of
from schemas.questions import Link
from schemas.state import VisitState
from schemas.values import Stage


def reply(state: VisitState, _link: Link) -> Standing:
    """For as long as the area is invited."""
    return Standing.OPEN if state.stage is Stage.INVITED else Standing.OVER


def officer(state: VisitState, _link: Link) -> Standing:
    """From the acceptance until one is named."""
    if state.stage is Stage.INVITED and state.officer is None:
        return Standing.NOT_YET
    in_time = state.stage is Stage.PREPARING and state.officer is None
    return Standing.OPEN if in_time else Standing.OVER


def _is_of_latest_version(state: VisitState, link: Link) -> bool:
    return (
        state.stage is Stage.AGREEING
        and state.note is not None
        and state.note.version == round_of(link.letter)
    )


def comments(state: VisitState, link: Link) -> Standing:
    """While the version that came with the letter is the one to be agreed, and takes comments."""
    taken = not rounds_are_over(state) and not facts_stand(state)
    return Standing.OPEN if taken and _is_of_latest_version(state, link) else Standing.OVER


def signature(state: VisitState, link: Link) -> Standing:
    """Likewise, until this leader has signed."""
    fresh = link.recipient not in state.signed
    return Standing.OPEN if fresh and _is_of_latest_version(state, link) else Standing.OVER


def receipt(state: VisitState, link: Link) -> Standing:
    """Until the department has acknowledged."""
    waits = any(
        sharing.acknowledged_at is None and sharing.department is own_department_of(state, link)
        for sharing in state.sharings
    )
    return Standing.OPEN if waits and state.stage is Stage.SHARING else Standing.OVER


def surveys(state: VisitState, _link: Link) -> Standing:
    """From the naming of the officer until links are handed over."""
    if state.stage is Stage.INVITED or (state.stage is Stage.PREPARING and not state.officer):
        return Standing.NOT_YET
    fresh = state.stage is Stage.PREPARING and state.survey is None
    return Standing.OPEN if fresh else Standing.OVER


def cases(state: VisitState, _link: Link) -> Standing:
    """While none are chosen."""
    fresh = state.stage is Stage.PREPARING and state.case_studies is None
    return Standing.OPEN if fresh else Standing.OVER


def meetings(state: VisitState, _link: Link) -> Standing:
    """From when arrangements and cases stand until the timetable is fixed."""
    if state.stage is not Stage.PREPARING or state.meetings is not None:
        return Standing.OVER
    studied = state.case_studies is not None and state.case_studies.all_agreed
    return Standing.OPEN if studied and state.arrangements_stand else Standing.NOT_YET


def later_days(state: VisitState, _link: Link) -> Standing:
    """Before the visit begins, while no request waits."""
    early = state.stage in {Stage.INVITED, Stage.PREPARING}
    return Standing.OPEN if early and state.deferral is None else Standing.OVER


def always(_state: VisitState, _link: Link) -> Standing:
    """At any time: whoever wants to complain may do so after the end."""
    return Standing.OPEN


def conflicts(state: VisitState, _link: Link) -> Standing:
    """Until the visit's days are over."""
    before = state.stage in {Stage.PREPARING, Stage.VISITING}
    return Standing.OPEN if before else Standing.OVER
