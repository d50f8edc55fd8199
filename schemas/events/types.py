"""The types of events of a visit."""

from enum import StrEnum


class EventType(StrEnum):
    """Every event there is.

    A type's name is `<subject>.<what happened>.v<major>`: the subject is a noun in the singular
    (`visit`, `referral`, `complaint`, `note`), what happened is in the past tense with underscores
    between words, and the version is a whole number from 1. Within a major version only fields
    that are optional for a reader come and go; anything else is a new type, published beside the
    old one for a while. Retired types stay in the enumeration and in `RETIRED`.
    """

    OPENED = "visit.opened.v1"
    CALENDAR_FETCHED = "visit.calendar_fetched.v1"
    CONTACTS_RECORDED = "visit.contacts_recorded.v1"
    INVITED = "visit.invited.v1"
    INVITATION_SENT = "visit.invitation_sent.v1"
    INVITATION_DELIVERED = "visit.invitation_delivered.v1"
    LETTER_DELIVERED = "visit.letter_delivered.v1"
    LETTER_FAILED = "visit.letter_failed.v1"
    LATE_LETTER_SETTLED = "visit.late_letter_settled.v1"
    LETTER_RESENT = "visit.letter_resent.v1"
    PERSON_CORRECTED = "visit.person_corrected.v1"
    REPLY_REMINDED = "visit.reply_reminded.v1"
    REPLY_EXTENDED = "visit.reply_extended.v1"
    NO_REPLY = "visit.no_reply_recorded.v1"
    ACCEPTED = "visit.accepted.v1"
    DECLINED = "visit.declined.v1"
    WITHDRAWN = "visit.withdrawn.v1"
    OFFICER_NOMINATED = "visit.officer_nominated.v1"
    CONFLICTS_DECLARED = "visit.conflicts_declared.v1"
    CONFLICT_OVERRIDDEN = "visit.conflict_overridden.v1"
    CONFLICTS_CHECKED = "visit.conflicts_checked.v1"
    TEAM_CONFIRMED = "visit.team_confirmed.v1"
    INSPECTOR_REPLACED = "visit.inspector_replaced.v1"
    DATES_SET = "visit.dates_set.v1"
    MODE_SET = "visit.mode_set.v1"
    ARRANGEMENTS_CONFIRMED = "visit.arrangements_confirmed.v1"
    SURVEY_HANDED_OVER = "visit.survey_handed_over.v1"
    SURVEY_OPENED = "visit.survey_opened.v1"
    SURVEY_CLOSED = "visit.survey_closed.v1"
    CASES_CHOSEN = "visit.cases_chosen.v1"
    CASES_AGREED = "visit.cases_agreed.v1"
    FEWER_CASES_ACCEPTED = "visit.fewer_cases_accepted.v1"
    CONSENT_WITHDRAWN = "visit.consent_withdrawn.v1"
    TIMETABLE_FIXED = "visit.timetable_fixed.v1"
    STARTED = "visit.started.v1"
    MEETINGS_HELD = "visit.meetings_held.v1"
    FINDINGS_RECORDED = "visit.findings_recorded.v1"
    FEEDBACK_HELD = "visit.feedback_held.v1"
    NOTE_DRAFTED = "visit.note_drafted.v1"
    NOTE_COMMENTED = "visit.note_commented.v1"
    NOTE_SIGNED = "visit.note_signed.v1"
    FACTS_DECIDED = "visit.facts_decided.v1"
    SHARING_DECIDED = "visit.sharing_decided.v1"
    NOTE_AGREED = "visit.note_agreed.v1"
    NOTE_SHARED = "visit.note_shared.v1"
    ACKNOWLEDGEMENT_REMINDED = "visit.acknowledgement_reminded.v1"
    NOTE_ACKNOWLEDGED = "visit.note_acknowledged.v1"
    HANDED_OVER = "visit.handed_over.v1"
    TASK_RAISED = "visit.task_raised.v1"
    CLOSED = "visit.closed.v1"
    CANCELLED = "visit.cancelled.v1"
    SCHOOL_CONCERN_RAISED = "visit.school_concern_raised.v1"
    DISCLOSURE_REPORTED = "visit.disclosure_reported.v1"
    DISCLOSURE_SEEN = "visit.disclosure_seen.v1"
    SHARING_HELD = "visit.sharing_held.v1"
    SHARING_RELEASED = "visit.sharing_released.v1"
    PAUSED = "visit.paused.v1"
    RESUMED = "visit.resumed.v1"
    ENDED_INCOMPLETE = "visit.ended_incomplete.v1"
    DEFERRAL_ASKED = "visit.deferral_asked.v1"
    DEFERRAL_REFUSED = "visit.deferral_refused.v1"
    DEFERRED = "visit.deferred.v1"
    CARRIED_OVER = "visit.carried_over.v1"
    REOPENED = "visit.reopened.v1"
    ACCEPTANCE_CORRECTED = "visit.acceptance_corrected.v1"


RETIRED: frozenset[EventType] = frozenset()
"""Recorded no more. They keep their members and models, for the log keeps what was recorded."""
