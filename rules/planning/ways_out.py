"""What would free an impossible plan, in sentences."""

from collections.abc import Mapping, Sequence

from rules.planning.problem import Pin
from rules.wording import ROLE_WORDS
from schemas.plan import HardRule, Inspector, Pace, PlanRequest, Span
from schemas.plan_answer import Collision

MORE_COLLIDES = (
    "Other rules collide besides these: mend one of these first, then ask again for the rest."
)

MORE_MAY_COLLIDE = (
    "It was not found out whether other rules collide besides: mend one of these, then ask again."
)


def wider(request: PlanRequest, one: Collision, more: int) -> PlanRequest | None:
    """The same request with a higher number in a rule that has one; else `None`."""
    if one.rule is HardRule.PACE:
        pace = Pace(visits_a_week=request.pace.visits_a_week + more)
        return request.model_copy(update={"pace": pace})
    if one.rule is HardRule.MOST_VISITS:
        inspectors = tuple(
            inspector.model_copy(update={"most_visits": (inspector.most_visits or 0) + more})
            if inspector.ref in one.about
            else inspector
            for inspector in request.inspectors
        )
        return request.model_copy(update={"inspectors": inspectors})
    return None


def ways_out(
    request: PlanRequest, one: Collision, enough: PlanRequest | None, pins: Mapping[str, Pin]
) -> tuple[str, ...]:
    """Sentences that each name a way out of a rule that collides.

    Args:
        request: What is impossible.
        one: The rule, and what it is about.
        enough: The request with the smallest number that is known to free it, if the rule has one.
        pins: By area, what is settled beforehand.
    """
    match one.rule:
        case HardRule.ROLE:
            return tuple(
                f"Add an inspector as {words}: there is none."
                for role, words in ROLE_WORDS.items()
                if not request.of_role(role)
            )
        case HardRule.DAYS:
            return tuple(_other_days(request, area, pins) for area in one.about)
        case HardRule.TERM:
            return tuple(_in_term(request, area) for area in one.about)
        case HardRule.CONFLICT:
            return tuple(_without_conflict(request, area, pins) for area in one.about)
        case HardRule.PACE:
            return (_faster(request, one, enough),)
        case _:
            own = [inspector for inspector in request.inspectors if inspector.ref in one.about]
            return (_of_inspectors(one.rule, own, enough),)


def _other_days(request: PlanRequest, area: str, pins: Mapping[str, Pin]) -> str:
    visit = next(visit for visit in request.visits if visit.area == area)
    if settled := pins.get(area, Pin()).day:
        return (
            f"Settle another first day for {request.area_named(area)}: {settled} and the next "
            f"working day are not both from {visit.earliest} to {visit.latest} and in the window "
            f"({_span(request.window)}), or it is none."
        )
    return (
        f"Allow {request.area_named(area)} other days: from {visit.earliest} to {visit.latest} "
        f"there are no two working days in a row in the window ({_span(request.window)})."
    )


def _in_term(request: PlanRequest, area: str) -> str:
    visit = next(visit for visit in request.visits if visit.area == area)
    terms = ", ".join(_span(term) for term in request.areas[area].terms) or "none is given"
    return (
        f"Allow {request.area_named(area)} days outside its terms ({terms}), or other days than "
        f"{visit.earliest} to {visit.latest}."
    )


def _without_conflict(request: PlanRequest, area: str, pins: Mapping[str, Pin]) -> str:
    barred = [inspector for inspector in request.inspectors if area in inspector.conflicts]
    settled = {*pins.get(area, Pin()).team.values()}
    if clash := [inspector for inspector in barred if inspector.ref in settled]:
        return f"Settle somebody else than {_refs(clash)} for {request.area_named(area)}."
    return (
        f"Add an inspector without a conflict with {request.area_named(area)} in the role of "
        f"{_refs(barred)}, or leave this area out."
    )


def _faster(request: PlanRequest, one: Collision, enough: PlanRequest | None) -> str:
    most = request.pace.visits_a_week
    areas = ", ".join(request.area_named(area) for area in one.about)
    if enough is not None:
        return f"Let {enough.pace.visits_a_week} visits begin in a week instead of {most}."
    return f"Let more than {most} visits begin in a week, or allow other days to {areas}."


def _of_inspectors(rule: HardRule, own: Sequence[Inspector], enough: PlanRequest | None) -> str:
    roles = " or ".join(dict.fromkeys(ROLE_WORDS[inspector.role] for inspector in own))
    refs = _refs(own)
    match rule:
        case HardRule.LEAVE:
            when = ", ".join(_span(leave) for inspector in own for leave in inspector.leave)
            return f"Move the leave of {refs} ({when}), or add an inspector as {roles}."
        case HardRule.MOST_VISITS:
            if enough is not None:
                allowed = {one.ref: one.most_visits for one in enough.inspectors}
                numbers = ", ".join(f"{one.ref} {allowed[one.ref]}" for one in own)
                return f"Allow more visits in the whole plan: {numbers}; or add {roles}."
            return f"Allow {refs} more visits in the whole plan, or add an inspector as {roles}."
        case _:
            return (
                f"Add an inspector as {roles}, or allow other days: {refs} cannot be at two "
                "visits at once, nor go from one on site to the next without a day between."
            )


def _refs(own: Sequence[Inspector]) -> str:
    refs = [inspector.ref for inspector in own]
    return f"{', '.join(refs[:-1])} and {refs[-1]}" if refs[1:] else "".join(refs)


def _span(span: Span) -> str:
    return f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"
