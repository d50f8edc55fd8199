"""The one object every date of a visit is read from.

Reminder, task, letter, calendar entry, event and screen all ask here, so that moving a visit
moves them together. Offsets are the policy's; day T is day one.
"""

from dataclasses import dataclass
from datetime import date, datetime

from rules.working_days import add_working_days
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
    acknowledgement_due: datetime | None
    consent_window_ends: datetime | None


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
    shared = max((sharing.shared_at for sharing in state.sharings), default=None)
    reminder = after(delivered, policy.reminder_after_delivery)
    return Timetable(
        invite_at=opening(before(policy.invitation_before)),
        reminder_at=opening(reminder) if reminder else None,
        reply_due=closing_after(delivered, policy.reply_after_delivery),
        officer_due=closing(before(policy.officer_before)),
        arrangements_due=closing(before(policy.arrangements_before)),
        survey_opens=opening(before(policy.survey_opens_before)),
        survey_closes=at_london(before(policy.survey_closes_before), policy.survey_closes_at),
        timetable_due=closing(before(policy.timetable_before)),
        day_one=opening(first),
        day_two=opening(second),
        visit_record_due=closing(add_working_days(second, 1, calendar)),
        draft_due=closing(add_working_days(first, policy.draft_after, calendar)),
        agreement_due=closing(add_working_days(first, policy.agreement_after, calendar)),
        sharing_due=closing_after(agreed, policy.sharing_after_agreement),
        acknowledgement_due=closing_after(shared, policy.acknowledgement_after_sharing),
        consent_window_ends=closing_after(state.ended_at, policy.consent_window),
    )
