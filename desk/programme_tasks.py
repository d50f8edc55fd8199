"""What coordinators must do about programmes."""

from desk.letter_wordings import wording_tasks
from register import programmes
from register.connection import Connection
from rules.programme import ProgrammeTask, programme_tasks
from schemas.programme import ProgrammeState

_A_FEW = 3


async def tasks_of_programmes(
    connection: Connection,
) -> list[tuple[ProgrammeState, ProgrammeTask, str]]:
    """Each task with its programme, and in words that name some of its areas."""
    return [
        (state, task, f"{task.words}{_areas(task)}")
        for state in await programmes.going(connection)
        for task in (*programme_tasks(state), *await wording_tasks(connection, state))
    ]


def _areas(task: ProgrammeTask) -> str:
    named = ", ".join(task.areas[:_A_FEW])
    more = f" and {len(task.areas) - _A_FEW} more" if len(task.areas) > _A_FEW else ""
    return f" ({named}{more})" if named else ""
