"""The closed vocabularies of a visit, in the words of the field."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a visit is in its life. The order of members is the order of a smooth visit."""

    OPENED = "opened"
    INVITED = "invited"
    PREPARING = "preparing"
    VISITING = "visiting"
    DRAFTING = "drafting"
    AGREEING = "agreeing"
    SHARING = "sharing"
    ENDED = "ended"


class Outcome(StrEnum):
    """How a visit ended."""

    CLOSED = "closed"
    DECLINED = "declined"
    NO_REPLY = "no_reply"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"
    DEFERRED = "deferred"


class InspectorRole(StrEnum):
    """The three inspectors of a visit; there is exactly one of each."""

    OFSTED_EDUCATION = "ofsted_education_hmi"
    OFSTED_SOCIAL_CARE = "ofsted_social_care_hmi"
    CQC_CHILDREN = "cqc_childrens_services_inspector"


class ContactRole(StrEnum):
    """Who, outside the team, a visit writes to."""

    DIRECTOR_OF_CHILDRENS_SERVICES = "director_of_childrens_services"
    ACCOUNTABLE_OFFICER = "accountable_officer"
    PARENT_CARER_FORUM = "parent_carer_forum"
    NOMINATED_OFFICER = "nominated_officer"
    DFE = "dfe"
    NHS_ENGLAND = "nhs_england"


class Department(StrEnum):
    """The only two who receive a summary note beside the area itself."""

    DFE = "dfe"
    NHS_ENGLAND = "nhs_england"


class Answer(StrEnum):
    """An area's reply. Taking part is voluntary; no reason is asked."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Reply(StrEnum):
    """The reply that holds where another one was recorded by mistake."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Mode(StrEnum):
    """How the two days are held."""

    ON_SITE = "on_site"
    VIRTUAL = "virtual"
    MIXED = "mixed"


class ConflictKind(StrEnum):
    """The three kinds of conflict of interest (Ofsted's policy, `conflicts`)."""

    FINANCIAL = "financial"
    VALUES = "values"
    INSPECTION_ACTIVITY = "inspection_activity"


class SurveyAudience(StrEnum):
    """Who an online survey is for."""

    PARENTS_AND_CARERS = "parents_and_carers"
    YOUNG_PEOPLE = "young_people"
    PRACTITIONERS = "practitioners"


class AgeBand(StrEnum):
    """How old a child or young person is on the first day, as broadly as reports tell it."""

    UNDER_5 = "under_5"
    FROM_5_TO_10 = "5_to_10"
    FROM_11_TO_15 = "11_to_15"
    FROM_16_TO_18 = "16_to_18"
    FROM_19_TO_25 = "19_to_25"


class Need(StrEnum):
    """The four broad areas of need (SEND code of practice, chapter 6)."""

    COMMUNICATION_AND_INTERACTION = "communication_and_interaction"
    COGNITION_AND_LEARNING = "cognition_and_learning"
    SOCIAL_EMOTIONAL_AND_MENTAL_HEALTH = "social_emotional_and_mental_health"
    SENSORY_AND_OR_PHYSICAL = "sensory_and_or_physical"


class Consenter(StrEnum):
    """Who agreed that a case may be studied."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"


class SlotKind(StrEnum):
    """What a meeting of the two days is."""

    LEADERS_OPENING = "leaders_opening"
    PARENT_CARER_FORUM = "parent_carer_forum"
    CASE_STUDY = "case_study"
    TEAM_MEETING = "team_meeting"
    LEADERS_PRIORITIES = "leaders_priorities"
    SYNTHESIS = "synthesis"
    FEEDBACK = "feedback"


class FindingKind(StrEnum):
    """What a finding tells. None of these is a grade, and there will not be one."""

    WORKED_WELL = "worked_well"
    CHALLENGE = "challenge"
    LESSON_LEARNT = "lesson_learnt"
    OPPORTUNITY = "opportunity_to_improve"


class LetterKind(StrEnum):
    """Why we write."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    REPLY_EXTENDED = "reply_extended"
    NO_REPLY_NOTED = "no_reply_noted"
    DECLINE_NOTED = "decline_noted"
    WITHDRAWAL_NOTED = "withdrawal_noted"
    CONFIRMATION = "confirmation"
    SURVEY_LINKS = "survey_links"
    TIMETABLE = "timetable"
    STOOD_DOWN = "stood_down"
    ADDRESS_REPLACED = "address_replaced"
    DRAFT_NOTE = "draft_note"
    SHARED_NOTE = "shared_note"
    RECEIPT_REMINDER = "receipt_reminder"
    FACTS_DECIDED = "facts_decided"
    SHARING_DECIDED = "sharing_decided"
    CASE_WITHDRAWN = "case_withdrawn"
    NOTE_RECALLED = "note_recalled"
    CANCELLATION = "cancellation"
    PAUSE = "pause"
    RESUMPTION = "resumption"
    ON_HOLD = "on_hold"
    OFF_HOLD = "off_hold"
    INCOMPLETE = "incomplete"
    DEFERRAL_NOTED = "deferral_noted"
    DEFERRAL_GRANTED = "deferral_granted"
    DEFERRAL_REFUSED = "deferral_refused"
    REOPENED = "reopened"
    ACCEPTANCE_CORRECTED = "acceptance_corrected"
    TEAM_CORRECTED = "team_corrected"


class DocumentKind(StrEnum):
    """What we render."""

    INVITATION = "invitation"
    TIMETABLE = "timetable"
    FORUM_TIMETABLE = "forum_timetable"
    """The meetings of it that the parent carer forum takes part in."""
    SUMMARY_NOTE = "summary_note"
    SUMMARY_NOTE_COPY = "summary_note_copy"


class Marking(StrEnum):
    """How a document is to be handled (Government Security Classifications)."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class LetterStatus(StrEnum):
    """What became of a letter.

    `filed`: written, not yet with the provider. `attempting`: handed over, answer not seen.
    `sent`: the provider took it. `delivered`: proven at the recipient's. `refused`: the
    provider said no for good. `uncertain`: the attempt was cut off and cannot be looked up.
    `superseded`: a later one says what it said, and it was never sent.
    """

    FILED = "filed"
    ATTEMPTING = "attempting"
    SENT = "sent"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SUPERSEDED = "superseded"


class Delivery(StrEnum):
    """What a person can know of a letter; values are those of `LetterStatus`."""

    DELIVERED = "delivered"
    REFUSED = "refused"


class ContentKind(StrEnum):
    """What the register keeps on behalf of a reference."""

    CONTACTS = "contacts"
    NOMINATED_OFFICER = "nominated_officer"
    INSPECTORS = "inspectors"
    SURVEY_LINKS = "survey_links"
    TIMETABLE_DETAILS = "timetable_details"
    FINDINGS = "findings"
    SUMMARY_NOTE = "summary_note"
    NOTE_COMMENTS = "note_comments"
    REASON = "reason"
    COMPLAINT = "complaint"
    COMPLAINT_ANSWER = "complaint_answer"
    PERSON = "person"
    FRAME = "frame"
    PORTFOLIO = "portfolio"
    SEED = "seed"
    PLAN = "plan"
    AREA_CONTACTS = "area_contacts"
    REPORT_TITLE = "report_title"
    THEME_TITLES = "theme_titles"
    STATEMENT = "statement"
    ORDINARY_WORD = "ordinary_word"
    FURTHER_NAMES = "further_names"
    GATE_RESULT = "gate_result"
    SIGNATORY = "signatory"
    SURVEY_RESULTS = "survey_results"
    CASE_CONTEXT = "case_context"
    LETTER_NOTE = "letter_note"
    LETTER_WORDING = "letter_wording"


class DeadlineKind(StrEnum):
    """What is due at a moment; one timer carries the nearest."""

    INVITATION_DAY = "invitation_day"
    DELIVERY_ASSUMED = "delivery_assumed"
    REPLY_REMINDER = "reply_reminder"
    REPLY_DUE = "reply_due"
    OFFICER_DUE = "officer_due"
    ARRANGEMENTS_DUE = "arrangements_due"
    TIMETABLE_DUE = "timetable_due"
    SURVEY_OPENS = "survey_opens"
    SURVEY_CLOSES = "survey_closes"
    VISIT_RECORD_DUE = "visit_record_due"
    DRAFT_DUE = "draft_due"
    AGREEMENT_DUE = "agreement_due"
    SHARING_DUE = "sharing_due"
    ACKNOWLEDGEMENT_REMINDER = "acknowledgement_reminder"
    ACKNOWLEDGEMENT_DUE = "acknowledgement_due"
    CONSENT_WINDOW_ENDS = "consent_window_ends"
    PAUSE_ENDS = "pause_ends"
    HOLD_ENDS = "hold_ends"
    DEFERRAL_DUE = "deferral_due"


class TaskKind(StrEnum):
    """What a person is asked to do because something did not happen by itself."""

    CONTACTS_MISSING = "contacts_missing"
    REPLY_OVERDUE = "reply_overdue"
    LETTER_NOT_DELIVERED = "letter_not_delivered"
    LETTER_LATE = "letter_late"
    OFFICER_OVERDUE = "officer_overdue"
    ARRANGEMENTS_OVERDUE = "arrangements_overdue"
    TIMETABLE_OVERDUE = "timetable_overdue"
    VISIT_RECORD_OVERDUE = "visit_record_overdue"
    DRAFT_OVERDUE = "draft_overdue"
    AGREEMENT_OVERDUE = "agreement_overdue"
    SHARING_OVERDUE = "sharing_overdue"
    ACKNOWLEDGEMENT_OVERDUE = "acknowledgement_overdue"
    PAUSE_TOO_LONG = "pause_too_long"
    HOLD_TOO_LONG = "hold_too_long"
    SURVEY_DISCLOSURE = "survey_disclosure"
    DEFERRAL_OVERDUE = "deferral_overdue"


class Owner(StrEnum):
    """Who holds the next action."""

    COORDINATOR = "coordinator"
    AREA = "area"
    TEAM = "team"
    LEAD_INSPECTOR = "lead_inspector"
    SENIOR_MANAGER = "senior_manager"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ANALYST = "analyst"
    DEPARTMENTS = "departments"
    OPERATOR = "operator"
    ENGINE = "engine"
    NOBODY = "nobody"


class Action(StrEnum):
    """What happens next in a visit."""

    RECORD_CONTACTS = "record_contacts"
    SEND_INVITATION = "send_invitation"
    PROVE_DELIVERY = "prove_delivery"
    REPLY = "reply_to_invitation"
    NOMINATE_OFFICER = "nominate_officer"
    DECLARE_CONFLICTS = "declare_conflicts"
    CONFIRM_TEAM = "confirm_team"
    SET_DATES = "set_dates"
    SET_MODE = "set_mode"
    HAND_OVER_SURVEY = "hand_over_survey"
    CHOOSE_CASES = "choose_cases"
    AGREE_CASES = "agree_cases"
    ACCEPT_FEWER_CASES = "accept_fewer_cases"
    FIX_TIMETABLE = "fix_timetable"
    HOLD_MEETINGS = "hold_meetings"
    RECORD_FINDINGS = "record_findings"
    HOLD_FEEDBACK = "hold_feedback_meeting"
    DRAFT_NOTE = "draft_note"
    AGREE_NOTE = "agree_note"
    ANSWER_COMMENTS = "answer_comments"
    DECIDE_FACTS = "decide_facts"
    DECIDE_SHARING = "decide_sharing"
    SHARE_NOTE = "share_note"
    RELEASE_SHARING = "release_sharing"
    ACKNOWLEDGE_NOTE = "acknowledge_note"
    RESUME = "resume_visit"
    END_INCOMPLETE = "end_as_incomplete"
    DECIDE_DEFERRAL = "decide_deferral"
    SEE_TO_TASKS = "see_to_tasks"
    KEEP = "keep_until_consent_window_ends"
    NONE = "none"


OPEN_VOCABULARIES: frozenset[type[StrEnum]] = frozenset(
    {ContentKind, LetterKind, LetterStatus, TaskKind}
)
"""Those to which values may be added within a major version of an event.

What the register keeps, why we write and what people are asked grows with the law, and no reader
decides by having seen all of it. A reader must take a value that it does not know. In every other
vocabulary a new value is a new version of each type that holds it.
"""
