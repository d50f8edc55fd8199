"""The law of a programme, pure: what follows from a message, what is owed, when the next wave is.

Each topic declares its rules and its folds; they are put together here.
"""

from rules.programme import inviting, letter_wording, planning, selecting, steering
from rules.programme.deadlines import WaveDeadline, programme_deadlines
from rules.programme.opening import opening_events, programme_receipt
from rules.programme.rule import PROGRAMME_RULES
from rules.programme.tasks import ProgrammeTask, programme_tasks
from rules.programme.wording import programme_words
from rules.programme.work import Owed, owed

PROGRAMME_DECISIONS = PROGRAMME_RULES.decisions
decide_programme = PROGRAMME_RULES.decide
evolve_programme = PROGRAMME_RULES.evolve

__all__ = [
    "PROGRAMME_DECISIONS",
    "Owed",
    "ProgrammeTask",
    "WaveDeadline",
    "decide_programme",
    "evolve_programme",
    "inviting",
    "letter_wording",
    "opening_events",
    "owed",
    "planning",
    "programme_deadlines",
    "programme_receipt",
    "programme_tasks",
    "programme_words",
    "selecting",
    "steering",
]
