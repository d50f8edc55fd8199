"""What is missing before meetings can be fixed or held, with the commands that settle it."""

from schemas.state import VisitState


def arrangements_missing(state: VisitState) -> str:
    """Which of team, days and mode are not confirmed, as a clause."""
    parts = (
        (state.team, "the team", "team"),
        (state.days, "the two days", "dates"),
        (state.mode, "how they are held", "mode"),
    )
    missing = [f"{name} (`visits {command}`)" for known, name, command in parts if not known]
    if not missing:
        return "team, days and mode are not all confirmed; `visits tasks` tells what is to be done"
    return f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} not confirmed"


def cases_missing(state: VisitState) -> str:
    """Which case studies are not chosen or not agreed to, as a clause."""
    if state.case_studies is None:
        return f"no case studies are chosen; `visits cases choose {state.visit_id}` does"
    left = [case.case for case in state.case_studies.cases if case.agreed_by is None]
    named = " ".join(f"{case.removeprefix('case-')}=WHO" for case in left)
    return (
        f"nobody has agreed to {' and '.join(left)} yet; "
        f"`visits cases agree {state.visit_id} {named}` records who does"
    )
