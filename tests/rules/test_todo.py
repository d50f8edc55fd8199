"""What people must do in a visit, each thing once, with what settles it."""

from rules.todo import todo
from schemas.parts import Task
from schemas.values import Action, TaskKind
from tests.support import visits as v


def test_a_request_for_later_days_is_to_be_decided_from_the_day_on_which_it_is_made() -> None:
    visit = v.deferral_asked()

    things = [thing for thing in todo(visit.state, visit.now) if thing.task is None]

    assert [thing.action for thing in things][-1] is Action.DECIDE_DEFERRAL
    assert not things[-1].overdue
    assert things[-1].due is not None


def test_of_several_things_that_are_overdue_each_has_what_settles_it() -> None:
    visit = v.accepted()
    late = (TaskKind.OFFICER_OVERDUE, TaskKind.ARRANGEMENTS_OVERDUE, TaskKind.TIMETABLE_OVERDUE)
    tasks = tuple(Task(kind=kind, raised_at=visit.now) for kind in late)
    state = visit.state.model_copy(update={"tasks": tasks})

    things = todo(state, visit.now)

    assert [(thing.task, thing.action) for thing in things] == [
        (TaskKind.OFFICER_OVERDUE, Action.NOMINATE_OFFICER),
        (TaskKind.ARRANGEMENTS_OVERDUE, Action.DECLARE_CONFLICTS),
        (TaskKind.TIMETABLE_OVERDUE, Action.CHOOSE_CASES),
    ]


def test_what_is_done_of_an_overdue_task_is_not_asked_again() -> None:
    visit = v.arranged()
    tasks = (
        Task(kind=TaskKind.TIMETABLE_OVERDUE, raised_at=visit.now),
        Task(kind=TaskKind.ARRANGEMENTS_OVERDUE, raised_at=visit.now),
    )
    state = visit.state.model_copy(update={"tasks": tasks, "survey": None})

    actions = {thing.task: thing.action for thing in todo(state, visit.now)}

    assert actions[TaskKind.ARRANGEMENTS_OVERDUE] is Action.HAND_OVER_SURVEY


def test_the_version_of_the_note_that_stands_is_told() -> None:
    visit = v.agreeing()

    assert [thing.version for thing in todo(visit.state, visit.now)] == [1]
