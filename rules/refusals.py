"""How a rule says no."""

from enum import StrEnum

from schemas.sentences import Sentence


class RefusalCode(StrEnum):
    """Why, for programs; the sentence says it for people."""

    ALREADY_DONE = "already_done"
    CALENDAR_TOO_SHORT = "calendar_too_short"
    CASES = "cases"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    CONTACTS = "contacts"
    DATES = "dates"
    DISPUTED = "disputed"
    ID = "id"
    LETTER = "letter"
    NARRATIVE = "narrative"
    NOT_YET = "not_yet"
    NOTE_VERSION = "note_version"
    OUT_OF_TERM = "out_of_term"
    PAUSED = "paused"
    PERMISSION = "permission"
    PROOF = "proof"
    REASON_MISSING = "reason_missing"
    RECIPIENT = "recipient"
    SECOND_PERSON = "second_person"
    SURVEY = "survey"
    TEAM = "team"
    TIMETABLE = "timetable"
    UNKNOWN_FIELD = "unknown_field"
    WORDS = "words"
    WRONG_PERSON = "wrong_person"
    WRONG_STAGE = "wrong_stage"


class Refused(Sentence):
    """A decision that the rules of a visit do not allow.

    Args:
        code: Why, for programs.
        sentence: What was refused, why, and what to do; names nothing but ids, dates and kinds.
    """

    def __init__(self, code: RefusalCode, sentence: str) -> None:
        """Keep both for whoever answers the coordinator."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
