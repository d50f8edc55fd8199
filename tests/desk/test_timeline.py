"""A timeline, from the log: what happened, and what came next."""

from desk.timeline import TimelineEntry, TimelineReader
from register.logged import Logged
from schemas.values import Action, Department
from tests.support import visits
from tests.support.visits import Visit


def told(visit: Visit) -> list[TimelineEntry]:
    logged = [Logged(event.sequence, "interim", event) for event in visit.events]
    return TimelineReader().entries(logged)


def test_between_two_events_of_one_decision_nothing_is_said_to_come_next() -> None:
    shared = visits.shared().at("2020-10-22 10:00")
    first = shared.told(visits.acknowledge(Department.DFE)).at("2020-10-22 11:00")
    both = first.told(visits.acknowledge(Department.NHS_ENGLAND))

    *_, by_one, by_other, closed = told(both)

    assert by_one.next_action.action is Action.ACKNOWLEDGE_NOTE
    assert by_one.next_action.departments == (Department.NHS_ENGLAND,)
    assert by_other.words == "summary note acknowledged: NHS England"
    assert by_other.next_action == closed.next_action
    assert closed.next_action.action is Action.KEEP
