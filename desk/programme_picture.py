"""A programme's window as a picture: visits by day, teams, holidays, terms."""

from activities.window_picture import Line, Picture
from desk.programme_overview import Overview
from register import terms
from register.connection import Connection
from rules.programme.wording import STANDING_WORDS
from rules.terms import terms_between
from rules.wording import STAGE_TITLES
from schemas.plan import Span
from schemas.programme.values import GONE
from schemas.values import InspectorRole, Mode


async def programme_picture(connection: Connection, shown: Overview) -> Picture:
    """The picture of a programme as it stands; areas that are not visited are left out."""
    state = shown.state
    first, last = state.window.first, state.window.last
    known = await terms.recorded(connection, [one.area for one in state.areas])
    lines = []
    for one in shown.areas:
        if one.area.standing in GONE:
            continue
        planned = one.area.planned
        team = [planned.inspector(role) or "" for role in InspectorRole] if planned else []
        stands = STAGE_TITLES[one.stage] if one.stage else STANDING_WORDS[one.area.standing]
        lines.append(
            Line(
                name=one.name,
                terms=tuple(
                    Span(first=max(term.first, first), last=min(term.last, last))
                    for term in terms_between(known.get(one.area.area, []), first, last)
                ),
                days=(planned.day_one, planned.day_two) if planned else None,
                mode=planned.mode if planned else Mode.ON_SITE,
                note=f"{', '.join(team)}: {stands.lower()}" if team else stands.lower(),
            )
        )
    return Picture(
        title=f"Programme {state.programme}",
        window=Span(first=first, last=last),
        bank_holidays=tuple(day for day in state.calendar.holidays if first <= day <= last),
        lines=tuple(lines),
    )
