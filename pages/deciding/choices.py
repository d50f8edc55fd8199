"""What the values that a field may have are called where people choose among them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from activities.wording import AUDIENCES, MODES
from rules.letter_kinds import LETTERS
from rules.wording import DEPARTMENT_WORDS, PERSON_ROLE_WORDS
from schemas.side_processes.referral import Authority
from schemas.values import (
    AgeBand,
    Answer,
    ConflictKind,
    Consenter,
    ContactRole,
    Delivery,
    Department,
    InspectorRole,
    LetterKind,
    Mode,
    Need,
    Reply,
    SlotKind,
    SurveyAudience,
)

# `Any`: each table's keys are the values of its vocabulary.
_WORDS: Final[Mapping[type[StrEnum], Mapping[Any, str]]] = {
    Mode: MODES,
    SurveyAudience: AUDIENCES,
    Department: DEPARTMENT_WORDS,
    ContactRole: PERSON_ROLE_WORDS,
    InspectorRole: PERSON_ROLE_WORDS,
    Answer: {Answer.ACCEPT: "It takes part", Answer.DECLINE: "It does not take part"},
    Reply: {Reply.ACCEPT: "It takes part", Reply.DECLINE: "It does not take part"},
    ConflictKind: {
        ConflictKind.FINANCIAL: "A financial interest",
        ConflictKind.VALUES: "Values or personal relations",
        ConflictKind.INSPECTION_ACTIVITY: "Earlier work with the area",
    },
    Consenter: {Consenter.PARENT: "A parent", Consenter.YOUNG_PERSON: "The young person"},
    AgeBand: {
        AgeBand.FROM_5_TO_10: "5 to 10",
        AgeBand.FROM_11_TO_15: "11 to 15",
        AgeBand.FROM_16_TO_18: "16 to 18",
        AgeBand.FROM_19_TO_25: "19 to 25",
    },
    Need: {
        Need.SOCIAL_EMOTIONAL_AND_MENTAL_HEALTH: "Social, emotional and mental health",
        Need.SENSORY_AND_OR_PHYSICAL: "Sensory and/or physical",
    },
    SlotKind: {
        SlotKind.LEADERS_OPENING: "Opening with the area's leaders",
        SlotKind.LEADERS_PRIORITIES: "The leaders' priorities",
    },
    LetterKind: {kind: letter.words for kind, letter in LETTERS.items()},
    Delivery: {
        Delivery.DELIVERED: "It arrived",
        Delivery.REFUSED: "It was refused and did not arrive",
    },
    Authority: {
        Authority.CHILDRENS_SERVICES: "Children's services",
        Authority.DESIGNATED_OFFICER: "The designated officer",
    },
}


def choice_words(value: StrEnum) -> str:
    """What a value is called: what is in no table reads well enough as it is."""
    words = _WORDS.get(type(value), {}).get(value, value.value.replace("_", " "))
    return words[:1].upper() + words[1:]
