"""The words of each form for people: its title, and the label and hint of every field.

A field is looked up by its model and name, `OfficerForm.name`, and else by its name alone, so that
what is the same in many forms is said once. A test sees that every field of every form has words.
"""

from typing import Final, NamedTuple

from pydantic import BaseModel


class FieldWords(NamedTuple):
    """What a field is called where people fill it in.

    Attributes:
        label: What is asked.
        hint: What helps to answer; empty where nothing is needed.
    """

    label: str
    hint: str = ""


TITLES: Final[dict[str, str]] = {
    "ContactsForm": "Record whom to write to",
    "DeliveryForm": "Record what became of a letter",
    "CorrectionForm": "Correct a person's name or address",
    "ResendingForm": "Send a letter again",
    "LetterNoteForm": "Add a note of your own to a letter",
    "LetterNoteRemovalForm": "Take a note out of a letter",
    "ResponseForm": "Record the area's reply",
    "ExtensionForm": "Give the area more time to reply",
    "NoReplyForm": "Record that the area did not reply",
    "WithdrawalForm": "Record that the area takes part no longer",
    "OfficerForm": "Name the nominated officer",
    "DeclarationsForm": "Record declarations of conflicts of interest",
    "OverrideForm": "Let an inspector take part in spite of a conflict",
    "ReplacementForm": "Replace an inspector",
    "TeamForm": "Confirm the team",
    "DatesForm": "Set the two days",
    "ModeForm": "Set how the days are held",
    "SurveyForm": "Hand over the survey links",
    "SurveyResultsForm": "Record the survey results",
    "CasesForm": "Choose the case studies",
    "AgreedCasesForm": "Record agreements to case studies",
    "FewerCasesForm": "Go on with fewer case studies",
    "WithdrawnCaseForm": "Record that agreement to a case was taken back",
    "TimetableForm": "Fix the timetable",
    "HeldForm": "Record meetings that were held",
    "FindingsForm": "Record findings",
    "FeedbackForm": "Record the feedback meeting",
    "DraftForm": "Issue a version of the summary note",
    "CommentsForm": "Record the area's comments on the note",
    "AgreementForm": "Record agreement to the note",
    "FactsForm": "Decide that the facts of the note stand",
    "SharingDecisionForm": "Decide whether a disputed note is shared",
    "SharingForm": "Share the agreed note",
    "AcknowledgementForm": "Record a department's acknowledgement",
    "HandOverForm": "Hand the visit over",
    "CancellationForm": "Cancel the visit",
    "ProposalForm": "Propose days and teams",
    "PauseForm": "Pause the visit",
    "ResumptionForm": "Let the visit go on",
    "IncompleteForm": "End the visit as incomplete",
    "DeferralRequestForm": "Record that the area asks for later days",
    "DeferralForm": "Grant later days",
    "DeferralRefusalForm": "Refuse later days",
    "SchoolConcernForm": "Raise a serious concern about a school",
    "DisclosureForm": "Report or see to a disclosure in the survey",
    "HeldSharingForm": "Hold the sharing of the note",
    "ReleasedSharingForm": "Let the sharing of the note go on",
    "ReplyCorrectionForm": "Correct the area's reply",
    "ReinstatementForm": "Reinstate a visit that was ended by mistake",
    "TakingBackForm": "Take back what was decided last",
    "NotHeldForm": "Correct meetings that were recorded as held",
    "FindingCorrectionForm": "Correct a finding",
    "RecallForm": "Recall the note",
    "TeamCorrectionForm": "Correct who visited",
    "ReferralForm": "Refer a safeguarding concern",
    "ReferralConfirmationForm": "Confirm that the authority has a referral",
    "ComplaintForm": "Record a complaint",
    "ComplaintAnswerForm": "Answer a complaint",
    "ComplaintReviewForm": "Record that a review was asked for",
    "SeedForm": "Give the seed of the draw",
    "PlanForm": "Confirm days and teams",
    "AreaContactsForm": "Record whom to write to, area by area",
    "PaceForm": "Set how many visits are opened in a week",
    "WordingForm": "Change the wording of a kind of letter",
    "StandardWordingForm": "Go back to the standard wording of a kind of letter",
    "AddAreaForm": "Take an area in by hand",
    "RemoveAreaForm": "Take an area out by hand",
    "WaveForm": "Open a wave of visits now",
    "SeenForm": "Say that an area was seen to",
    "StopForm": "Open no more visits",
    "PauseProgrammeForm": "Pause every visit",
    "ResumeProgrammeForm": "Let every visit go on",
    "RemoteForm": "Hold what is left of every visit virtually",
    "CloseForm": "Close the programme",
    "ThemesForm": "Set the themes of findings",
    "StatementForm": "Write a statement",
    "WithoutForm": "Take a statement out",
    "OrdinaryForm": "Answer that a word is an ordinary one",
    "MayBeNamedForm": "Let an area be named",
    "NamesForm": "Record names that the report must not have",
    "TablesForm": "Leave tables out",
    "CheckForm": "Put the report through the gate",
    "SignForm": "Sign the report",
    "PublishForm": "Publish the report",
    "WithdrawForm": "Withdraw the report",
    "OpenVisitForm": "Open a visit",
    "OpenProgrammeForm": "Open a programme",
    "OpenReportForm": "Begin a report",
}
"""What filling in each form is called, by the form."""

_REF_HINT = "Lower-case letters, digits and hyphens, for example dcs or health-1"
_DIGEST = FieldWords(
    "Digest of the version", "64 characters, if you want to be sure which words are meant"
)

FIELDS: Final[dict[str, FieldWords]] = {
    "reason": FieldWords("Reason", "It is kept with the decision, and events never show it"),
    "happened_on": FieldWords("On which day did it happen?", "Leave it empty if it was today"),
    "happened_at": FieldWords("At what time?", "For example 14:30; leave it empty if it was now"),
    "ref": FieldWords("Short reference", _REF_HINT),
    "role": FieldWords("Role"),
    "name": FieldWords("Full name"),
    "email": FieldWords("Email address"),
    "organisation": FieldWords("Organisation"),
    "people": FieldWords("Person"),
    "letter": FieldWords("Which letter?"),
    "person": FieldWords("Who is it about?"),
    "answer": FieldWords("What did the area reply?"),
    "until": FieldWords("Until when may the area reply?"),
    "inspector": FieldWords("Inspector"),
    "inspectors": FieldWords("Inspector"),
    "conflicts": FieldWords("Conflicts of interest", "Select all that were declared, or none"),
    "leaving": FieldWords("Who leaves?"),
    "joining": FieldWords("Who joins?"),
    "members": FieldWords("Member of the team"),
    "day_one": FieldWords("First day"),
    "day_two": FieldWords("Second day"),
    "mode": FieldWords("How is it held?"),
    "links": FieldWords("Links to the surveys", "Each begins with https://"),
    "rows": FieldWords("Answer to a question"),
    "audience": FieldWords("Whose survey?"),
    "question": FieldWords("Question", "A short label will do"),
    "count": FieldWords("How many gave it?"),
    "offered": FieldWords("How many cases does the area's list offer?"),
    "cases": FieldWords("Case studies", "Select all that it rests on"),
    "case": FieldWords("Which case?", "Its number on the area's list, for example case-3"),
    "agreed_by": FieldWords("Who has agreed?", "Leave it open if nobody has yet"),
    "born": FieldWords(
        "Date of birth", "Only to tell who has to agree; it is looked at and never kept"
    ),
    "lacks_capacity": FieldWords(
        "The young person cannot decide this, so a parent does",
        "Say under 'Why' how that was judged",
    ),
    "age_band": FieldWords("Age on the first day"),
    "need": FieldWords("Main area of need"),
    "meetings": FieldWords("Meeting"),
    "slot_id": FieldWords("Short name of the meeting", "For example feedback or study-1"),
    "kind": FieldWords("Kind"),
    "day": FieldWords("Day 1 or day 2?"),
    "starts": FieldWords("Starts at", "For example 09:15"),
    "ends": FieldWords("Ends at", "For example 10:30"),
    "title": FieldWords("Title"),
    "place": FieldWords("Where is it, or how is it joined?"),
    "fallback": FieldWords("How is it joined if that fails?"),
    "slots": FieldWords("Which meetings?"),
    "findings": FieldWords("Finding"),
    "text": FieldWords("In words"),
    "version": FieldWords("Version of the note", "Leave it empty for the latest"),
    "sections": FieldWords("Section"),
    "heading": FieldWords("Heading"),
    "paragraphs": FieldWords(
        "Paragraphs",
        "Leave an empty line between two paragraphs. A line that begins with - or 1. is an item of "
        "a list; *words* are stressed, **words** are strong",
    ),
    "editable_copy": FieldWords("Send leaders a copy to edit (Word), beside the PDF"),
    "comments": FieldWords("Comment"),
    "section": FieldWords("On which section?", "By its number, counted from 1"),
    "digest": _DIGEST,
    "leaders": FieldWords("Who agrees?", "Select nobody if all of the area's leaders do"),
    "share": FieldWords("Is the note shared?"),
    "departments": FieldWords("With whom is it shared?"),
    "department": FieldWords("Which department?"),
    "to": FieldWords("To whom?", "The reference of whoever looks after the visit from now on"),
    "next_day": FieldWords("On which day does it go on?"),
    "last_day": FieldWords("On which day does it end?", "Leave it empty for the same day"),
    "school": FieldWords("Unique reference number (URN) of the school", "Six digits"),
    "seen": FieldWords("I have seen to every reply that tells of harm"),
    "reply": FieldWords("Which reply holds instead?", "Leave it open if there is none yet"),
    "finding": FieldWords("Which finding?", "For example finding-2"),
    "number": FieldWords("Which one?", "Its number beside the visit, counted from 1"),
    "authority": FieldWords("To whom was it referred?"),
    "area": FieldWords("Which area?", "Its code, for example E10000016"),
    "seed": FieldWords("Seed"),
    "visits": FieldWords("Visit"),
    "team": FieldWords("Member of the team"),
    "areas": FieldWords("Area"),
    "visits_a_week": FieldWords("How many visits may be opened in a week?"),
    "themes": FieldWords("Theme"),
    "statement": FieldWords("Short name of the statement", _REF_HINT),
    "theme": FieldWords("Theme", "Its short name"),
    "visit": FieldWords("Visit", "For example interim-e10000016"),
    "sentence": FieldWords(
        "The sentence", "Empty, it is said of the word wherever it is in small letters"
    ),
    "word": FieldWords("The word"),
    "names": FieldWords("Names"),
    "schools": FieldWords("Schools", "One a line"),
    "trusts": FieldWords("Trusts", "One a line"),
    "places": FieldWords("Places", "One a line"),
    "tables": FieldWords("Tables that stay out", "One a line; those not named are in"),
    "signatory": FieldWords("Who signs"),
    "post": FieldWords("Post"),
    "status": FieldWords("What became of it?"),
    "key": FieldWords("Short name", _REF_HINT),
    "value": FieldWords("In words"),
    "programme": FieldWords("Programme", "Its short name, for example spring-2027"),
    "again": FieldWords("It was visited before, and that visit ended early"),
    "frame": FieldWords(
        "The areas from which some are drawn", "A file in CSV with a column code; paste it here"
    ),
    "first": FieldWords("First day of the window"),
    "last": FieldWords("Last day of the window"),
    "proportional": FieldWords(
        "Columns of which each value has its share", "One a line, for example region"
    ),
    "quotas": FieldWords("Bounds", "A file in CSV with columns column, value, min and max"),
    "reserves": FieldWords("How many reserves?", "Leave it empty for as many as are visited"),
    "coordinators": FieldWords("Who looks after the visits, in turn?", "References, one a line"),
    "of": FieldWords("Programme whose visits it draws on", "Its short name"),
    "report": FieldWords("Short name of the report", "For example autumn"),
    "through": FieldWords("Only notes agreed by the end of this day"),
    "threshold": FieldWords("Counts of fewer people than this are hidden"),
    "areas_at_least": FieldWords("What is said rests on at least so many areas"),
    "round_to": FieldWords("Counts of people are shown to the nearest so many"),
    "earlier": FieldWords(
        "Earlier reports of other programmes",
        "Those that readers may hold, too, for example interim/final",
    ),
    "office": FieldWords("Who publishes it"),
    "introduction": FieldWords("Introduction", "Leave an empty line between two paragraphs"),
    "method": FieldWords("Method", "Leave an empty line between two paragraphs"),
    "contact": FieldWords("Whom to ask"),
    "telephone": FieldWords("Telephone number"),
    "home": FieldWords("Home region", "As the frame spells it, for example South East"),
    "leave": FieldWords("Leave"),
    "most_visits": FieldWords("At most how many visits?", "Leave it empty for any number"),
    "weights": FieldWords("What counts how much"),
    "travel": FieldWords("Travel", "For each place that somebody travels to"),
    "workload": FieldWords("Workload", "For each visit by which one has more than another"),
    "spread": FieldWords("Spread", "For each visit that begins in the fullest week"),
    "earliest": FieldWords("Not before"),
    "latest": FieldWords("Not after"),
    "settled": FieldWords("Change to try"),
    # Where a form means something of its own by a name:
    "OpenVisitForm.area": FieldWords("Which area?", "The council's name, or its code"),
    "OpenVisitForm.reason": FieldWords("Why on these days?", "Needed where they are out of term"),
    "OpenVisitForm.people": FieldWords("Person to write to"),
    "OpenProgrammeForm.programme": FieldWords("Name", "For example spring-2027"),
    "OpenProgrammeForm.number": FieldWords("How many areas are visited?"),
    "OpenReportForm.programme": FieldWords("What the programme is called"),
    "OpenReportForm.visits": FieldWords("Only these visits", "One a line; all if left empty"),
    "CorrectionForm.name": FieldWords("Full name", "Leave empty what stays as it is"),
    "LetterNoteForm.kind": FieldWords(
        "To which letter?", "It goes with those that wait, or else with the next that are written"
    ),
    "LetterNoteForm.recipient": FieldWords(
        "Only to one of its readers?", "Leave it open for everybody who has such a letter"
    ),
    "LetterNoteForm.text": FieldWords(
        "Your note",
        "It stands in the letter as a part of its own, marked as the coordinator's. Leave an empty "
        "line between two paragraphs; name no child and no family",
    ),
    "LetterNoteRemovalForm.number": FieldWords("Which note?", "One that no letter has left with"),
    "OfficerForm.ref": FieldWords("Short reference", "Leave it empty for somebody new"),
    "ModeForm.mode": FieldWords("How are the two days held?"),
    "ModeForm.joining": FieldWords(
        "How are virtual meetings joined?", "Leave it empty to use each meeting's fallback"
    ),
    "SurveyRow.answer": FieldWords("Answer", "One that could be chosen, nobody's own words"),
    "DatesForm.mode": FieldWords("How are the days held?", "Leave it open to say so later"),
    "CasesForm.cases": FieldWords("Case"),
    "AgreedCasesForm.cases": FieldWords("Case"),
    "MeetingForm.kind": FieldWords("Kind of meeting"),
    "MeetingForm.case": FieldWords("Which case is studied?", "Only for a case study"),
    "FindingForm.kind": FieldWords("What does it tell?", "None of these is a grade"),
    "FindingCorrectionForm.kind": FieldWords("What does it tell?", "Leave open what stays"),
    "FindingCorrectionForm.text": FieldWords("In words", "Leave empty what stays"),
    "DraftForm.version": FieldWords("Version", "Leave it empty for the next one"),
    "DraftForm.cases": FieldWords("Case studies that the note uses"),
    "ResumptionForm.next_day": FieldWords(
        "On which day does it go on?",
        "A visit on hold keeps its days if you leave this empty, where they still will do",
    ),
    "DeferralForm.day_one": FieldWords("New first day"),
    "ReferralForm.area": FieldWords(
        "Code of the authority's area", "Leave it empty for the visit's own area"
    ),
    "ComplaintForm.text": FieldWords("The complaint", "In the words of whoever makes it"),
    "ComplaintAnswerForm.text": FieldWords("The answer"),
    "Seed.text": FieldWords("Seed", "For example the numbers of a public lottery"),
    "AreaContactsForm.key": FieldWords("Area", "Its code, for example E10000016"),
    "AreaContactsForm.value": FieldWords("Person"),
    "WordingForm.wording": FieldWords(
        "The wording",
        "It begins with “Subject:” and what the letter is about, then an empty line, then the "
        "words. The programme's page “Wording of letters” tells the placeholders",
    ),
    "AddAreaForm.reason": FieldWords("Why is it taken in?"),
    "RemoveAreaForm.reason": FieldWords("Why is it taken out?"),
    "ThemesForm.value": FieldWords("What the theme is called"),
    "ThemesForm.findings": FieldWords("Themed finding"),
    "ThemedFinding.themes": FieldWords("Themes", "Their short names, one a line"),
    "StatementForm.text": FieldWords("The statement", "In one sentence"),
    "StatementForm.kind": FieldWords("What does it tell?"),
    "StaffMember.ref": FieldWords("Short reference", _REF_HINT),
    "StaffMember.conflicts": FieldWords("Areas with a conflict of interest", "Codes, one a line"),
    "Span.first": FieldWords("First day"),
    "Span.last": FieldWords("Last day"),
    "AskedDays.area": FieldWords("Area", "Its code, for example E10000016"),
    "AskedDays.mode": FieldWords("How is it held?", "Leave it open for as the others"),
    "Staff.visits": FieldWords("Visit of which something is asked"),
    "Staff.mode": FieldWords("How are visits held, where nothing else is asked?"),
    "SettledPlace.area": FieldWords("Area", "Its code, for example E10000016"),
    "SettledPlace.day_one": FieldWords("First day", "Leave it empty if it stays open"),
    "SettledPlace.role": FieldWords("Whose place?", "Leave it open if nobody's is settled"),
    "SettledPlace.inspector": FieldWords("Who has it?", "Their short reference"),
    "ProposalForm.again": FieldWords(
        "Areas that are planned anew", "Codes, one a line; those that were planned keep it else"
    ),
    "ProposalForm.changed": FieldWords(
        "What was confirmed may not do any more, for example because somebody is away"
    ),
    "ProposalForm.seconds": FieldWords(
        "How many seconds may the planner think?", "A large programme needs a minute"
    ),
    "WaveForm.areas": FieldWords("Areas", "Their codes, one a line"),
    "FurtherNames.people": FieldWords("People", "One a line"),
    "FurtherNames.names": FieldWords("Names", "One a line"),
    "SignForm.digest": FieldWords("Digest of the report", "As the report shows it"),
    "MayBeNamedForm.reason": FieldWords("Where is the agreement?", "For example a file's number"),
}
"""The words of each field."""


def title_of(form: type[BaseModel]) -> str:
    """What filling in a form is called, e.g. `Name the nominated officer`."""
    return TITLES[form.__name__]


def words_of(model: type[BaseModel], field: str) -> FieldWords:
    """The words of a field of a form, or of what a form is made of.

    Raises:
        KeyError: It has none.
    """
    for kind in model.__mro__:
        if own := FIELDS.get(f"{kind.__name__}.{field}"):
            return own
    return FIELDS[field]
