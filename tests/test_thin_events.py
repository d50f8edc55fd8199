"""What is published is thin: no field of any event can hold a name, an address or a sentence."""

from register.streams import STREAMS, fact_models
from schemas.access import ConsumerId
from schemas.base import Model
from schemas.events.event import VisitEvent
from schemas.ids import ActorRef, VisitId
from schemas.values import Department
from tests.support.leaks import leaks

EVENTS = list(dict.fromkeys(stream.event for stream in STREAMS.values()))
"""What the log may hold, the facts left out: those are looked at one by one."""

FACTS = list(dict.fromkeys(fact for stream in STREAMS.values() for fact in fact_models(stream)))


def test_there_are_the_events_and_the_facts_of_every_stream() -> None:
    types = {fact.model_fields["type"].default for fact in FACTS}

    assert VisitEvent in EVENTS
    assert {type_.partition(".")[0] for type_ in types} == set(STREAMS)
    assert len(types) == len(FACTS)


def test_no_event_can_carry_free_text() -> None:
    assert [where for event in EVENTS for where in leaks(event, event.__name__)] == []


def test_no_fact_can_carry_free_text() -> None:
    assert [where for fact in FACTS for where in leaks(fact, fact.__name__)] == []


def test_a_remark_added_to_a_fact_would_be_found() -> None:
    class Remarked(Model):
        visit_id: VisitId
        department: Department
        remark: str

    assert list(leaks(Remarked, "x")) == ["x.remark: <class 'str'> may hold anything"]


def test_whoever_reads_a_note_is_named_as_every_actor_is() -> None:
    """A consumer's name stands as the actor of an event, so it must be one that an actor has."""
    assert ConsumerId == ActorRef
