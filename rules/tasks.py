"""What a person is asked to do, because something did not happen by itself.

A task is declared with the deadline that raises it, in `rules.deadlines`; here are those that no
deadline raises.
"""

from typing import NamedTuple

from schemas.event_types import EventType
from schemas.values import Action, TaskKind


class AskedTask(NamedTuple):
    """What is declared of a task.

    Attributes:
        task: Which one.
        words: What did not happen, as a sentence for whoever sees to it.
        settled_by: The actions that do it: while one of these is next, the task is that action,
            overdue.
        until: The types of the facts that always end it. A fact that ends it only sometimes says
            so in its fold, in `rules.evolve`.
    """

    task: TaskKind
    words: str
    settled_by: tuple[Action, ...]
    until: tuple[EventType, ...]


UNDELIVERED_LETTER = AskedTask(
    TaskKind.LETTER_NOT_DELIVERED,
    "A letter did not arrive, or nobody can tell.",
    settled_by=(Action.PROVE_DELIVERY, Action.SEE_TO_TASKS),
    until=(EventType.INVITED, EventType.ACCEPTED),
)

LATE_LETTER = AskedTask(
    TaskKind.LETTER_LATE,
    "A letter has been waiting to be sent for too long.",
    settled_by=(Action.PROVE_DELIVERY, Action.SEE_TO_TASKS),
    until=(),
)

DISCLOSURE = AskedTask(
    TaskKind.SURVEY_DISCLOSURE,
    "A survey reply tells of harm; read it and act today.",
    settled_by=(Action.SEE_TO_TASKS,),
    until=(EventType.DISCLOSURE_SEEN,),
)
