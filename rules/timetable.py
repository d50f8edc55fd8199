"""The one object every date of a visit is read from.

Reminder, task, letter, calendar entry, event and screen all ask here, so that moving a visit
moves them together. Offsets are the policy's; day T is day one.
"""

from dataclasses import dataclass
from datetime import date, datetime

from rules.holds import on_hold
from rules.working_days import add_working_days, working_days_between
from rules.zones import at_london, london_date
from schemas.state import VisitState


@dataclass(frozen=True)
class Timetable:
    """Moments of a visit, aware, Europe/London. `None`: its anchor has not happened yet."""

    invite_at: datetime
    reminder_at: datetime | None
    reply_due: datetime | None
    officer_due: datetime
    arrangements_due: datetime
    survey_opens: datetime
    survey_closes: datetime
    timetable_due: datetime
    day_one: datetime
    day_two: datetime
    visit_record_due: datetime
    draft_due: datetime
    agreement_due: datetime
    sharing_due: datetime | None
    acknowledgement_reminder_at: datetime | None
    acknowledgement_due: datetime | None
    consent_window_ends: datetime | None
    pause_ends: datetime | None = None
    deferral_due: datetime | None = None
    kept_until: datetime | None = None


def timetable(state: VisitState) -> Timetable | None:
    """Work out every date from the anchors a visit has so far.

    Returns:
        The dates, or `None` while the bank holidays are not known yet.
    """
    calendar = state.calendar
    if calendar is None:
        return None
    policy = state.policy
    first = state.days.day_one if state.days else state.day_one
    second = state.days.day_two if state.days else add_working_days(first, 1, calendar)

    # What is due after the visit stood still for as long as a pause put off its second day.
    lag = max(working_days_between(first, second, calendar) - 1, 0)

    def opening(day: date) -> datetime:
        return at_london(day, policy.day_starts_at)

    def closing(day: date) -> datetime:
        return at_london(day, policy.day_ends_at)

    def before(days: int) -> date:
        return add_working_days(first, -days, calendar)

    def after(anchor: datetime | None, days: int) -> date | None:
        return add_working_days(london_date(anchor), days, calendar) if anchor else None

    def closing_after(anchor: datetime | None, days: int) -> datetime | None:
        day = after(anchor, days)
        return closing(day) if day else None

    delivered = state.invitation.delivered_at if state.invitation else None
    agreed = state.agreement.agreed_at if state.agreement else None
    # Sharing that a person held is due as long after they let it go on.
    may_share = max(agreed, state.sharing_released_at or agreed) if agreed else None
    shared = max((sharing.shared_at for sharing in state.sharings), default=None)
    reminder = after(delivered, policy.reminder_after_delivery)
    chased = after(shared, policy.acknowledgement_reminder_after_sharing)
    # A note that is void is drafted again, and agreed, in a time of its own.
    void = state.note_void_since
    redrafted = closing_after(void, policy.redraft_after)
    to_agree = policy.agreement_after - policy.draft_after
    reagreed = closing_after(void, policy.redraft_after + max(to_agree, 1))
    reply = after(delivered, policy.reply_after_delivery)
    extended = state.invitation.extended_to if state.invitation else None
    if reply and extended and extended > reply:
        notice = policy.reply_after_delivery - policy.reminder_after_delivery
        reminder, reply = add_working_days(extended, -notice, calendar), extended
    if on_hold(state):
        reminder, reply = None, None  # the clock stands still
    return Timetable(
        invite_at=opening(before(policy.invitation_before)),
        reminder_at=opening(reminder) if reminder else None,
        reply_due=closing(reply) if reply else None,
        officer_due=closing(before(policy.officer_before)),
        arrangements_due=closing(before(policy.arrangements_before)),
        survey_opens=opening(before(policy.survey_opens_before)),
        survey_closes=at_london(before(policy.survey_closes_before), policy.survey_closes_at),
        timetable_due=closing(before(policy.timetable_before)),
        day_one=opening(first),
        day_two=opening(second),
        visit_record_due=closing(add_working_days(second, 1, calendar)),
        draft_due=redrafted or closing(add_working_days(first, policy.draft_after + lag, calendar)),
        agreement_due=reagreed
        or closing(add_working_days(first, policy.agreement_after + lag, calendar)),
        sharing_due=closing_after(may_share, policy.sharing_after_agreement),
        acknowledgement_reminder_at=opening(chased) if chased else None,
        acknowledgement_due=closing_after(shared, policy.acknowledgement_after_sharing),
        consent_window_ends=closing_after(state.ended_at, policy.consent_window),
        pause_ends=state.pause.until if state.pause else None,
        deferral_due=state.deferral.decision_due if state.deferral else None,
        kept_until=_kept_until(state, closing_after(state.ended_at, policy.consent_window)),
    )


def _kept_until(state: VisitState, consent: datetime | None) -> datetime | None:
    """A visit that is over is kept while agreement to a case, or its end, may be taken back."""
    if consent is None or state.ended_at is None or state.ending is None:
        return consent
    return max(consent, corrections_end(state, state.ended_at) or consent)


def corrections_end(state: VisitState, recorded: datetime) -> datetime | None:
    """Until when what was recorded at a moment may be put right; `None` before the calendar."""
    return _end_of_day(state, recorded, state.policy.corrections_within)


def pause_limit(state: VisitState, since: datetime) -> datetime | None:
    """Until when a visit that is paused at a moment may go on; `None` before the calendar."""
    return _end_of_day(state, since, state.policy.pause_at_most)


def hold_limit(state: VisitState, since: datetime) -> datetime | None:
    """When a person is asked about a visit put on hold at a moment; `None` before the calendar."""
    return _end_of_day(state, since, state.policy.hold_at_most)


def deferral_decision_due(state: VisitState, asked: datetime) -> datetime | None:
    """By when a request for later days is decided; `None` before the calendar."""
    return _end_of_day(state, asked, state.policy.deferral_decided_within)


def _end_of_day(state: VisitState, anchor: datetime, days: int) -> datetime | None:
    if state.calendar is None:
        return None
    day = add_working_days(london_date(anchor), days, state.calendar)
    return at_london(day, state.policy.day_ends_at)
