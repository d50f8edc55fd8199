"""Whoever is corrected, sent something again or comes back has everything, at their own address."""

import pytest

from rules.correspondence import letters_after
from rules.evolve import replay
from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.invitation import Invited, LetterResent
from schemas.ids import letter_key
from schemas.letters import LetterOrder
from schemas.values import ContactRole, InspectorRole, LetterKind, LetterStatus, Stage
from tests.support import visits as v
from tests.support.visits import Visit, correct_person, nominate, refused


def orders_since(before: Visit, after: Visit) -> list[LetterOrder]:
    """Every letter that what has happened since asks for."""
    fresh = after.events[len(before.events) :]
    return [
        order
        for event in fresh
        for order in letters_after(replay(after.events[: event.sequence]), event)
    ]


def to(orders: list[LetterOrder], person: str) -> dict[LetterKind, LetterOrder]:
    return {order.kind: order for order in orders if order.recipient == person}


def resend(letter: str) -> m.ResendLetter:
    return m.ResendLetter(actor="coordinator", letter=letter)


class TestACorrectedAddress:
    def test_has_the_timetable_and_the_old_one_loses_the_entry(self) -> None:
        after = v.planned().told(correct_person("forum", ContactRole.PARENT_CARER_FORUM))

        mine = to(orders_since(v.planned(), after), "forum")
        assert set(mine) == {LetterKind.TIMETABLE, LetterKind.ADDRESS_REPLACED}
        assert mine[LetterKind.TIMETABLE].copy_number == 2
        assert mine[LetterKind.ADDRESS_REPLACED].copy_number == 1
        assert mine[LetterKind.ADDRESS_REPLACED].calendar_cancelled
        assert not mine[LetterKind.TIMETABLE].calendar_cancelled

    def test_nobody_else_is_written_to(self) -> None:
        after = v.planned().told(correct_person("forum", ContactRole.PARENT_CARER_FORUM))

        assert {order.recipient for order in orders_since(v.planned(), after)} == {"forum"}

    def test_no_letter_of_before_stands_in_its_way(self) -> None:
        """A letter is known by its key: a copy needs one of its own to be sent at all."""
        after = v.agreeing().told(correct_person())

        before = {order.key for order in orders_since(v.just_opened(), v.agreeing())}
        again = to(orders_since(v.agreeing(), after), "dcs")
        assert LetterKind.DRAFT_NOTE in again
        assert {order.key for order in again.values() if order.copy_number > 1} & before == set()

    def test_a_second_correction_is_a_third_copy(self) -> None:
        once = v.planned().told(correct_person())
        twice = once.told(correct_person(words=2))

        assert to(orders_since(once, twice), "dcs")[LetterKind.TIMETABLE].copy_number == 3

    def test_of_somebody_who_was_invited_invites_them_there(self) -> None:
        after = v.invited().told(correct_person())

        assert isinstance(after.events[-1].fact, Invited)
        assert LetterKind.INVITATION in to(orders_since(v.invited(), after), "dcs")

    def test_of_nobody_is_refused(self) -> None:
        refusal = refused(v.planned(), correct_person("dcs-9"))

        assert refusal.code is RefusalCode.RECIPIENT
        assert "nobody in visit" in refusal.sentence


class TestComingBack:
    def test_an_officer_who_comes_back_has_timetable_and_links_again(self) -> None:
        away = v.planned().told(nominate("officer-2"))
        back = away.told(nominate("officer-1"))

        mine = to(orders_since(away, back), "officer-1")
        assert {LetterKind.TIMETABLE, LetterKind.SURVEY_LINKS} <= set(mine)
        assert {order.copy_number for order in mine.values()} == {2}
        entry = mine[LetterKind.TIMETABLE]
        taken_back = to(orders_since(v.planned(), away), "officer-1")[LetterKind.STOOD_DOWN]
        assert not entry.calendar_cancelled
        assert (entry.calendar_sequence or 0) > (taken_back.calendar_sequence or 0)


class TestALetterSentAgain:
    KEY = letter_key(v.VISIT, LetterKind.TIMETABLE, 1, "forum")

    def test_goes_once_more_as_a_copy_and_ends_its_task(self) -> None:
        lost = v.planned().told(v.record_delivery(self.KEY, LetterStatus.REFUSED))
        assert self.KEY in {task.letter for task in lost.state.tasks}

        again = lost.told(resend(self.KEY))

        assert isinstance(again.events[-1].fact, LetterResent)
        assert self.KEY not in {task.letter for task in again.state.tasks}
        assert again.fact(LetterResent).copy_number == 2

    def test_that_was_never_written_is_refused(self) -> None:
        never = letter_key(v.VISIT, LetterKind.DRAFT_NOTE, 1, "forum")

        assert "was written" in refused(v.planned(), resend(never)).sentence

    def test_of_another_visit_is_refused(self) -> None:
        other = letter_key("interim-e06000052", LetterKind.TIMETABLE, 1, "forum")

        assert "does not belong to visit" in refused(v.planned(), resend(other)).sentence

    def test_that_is_an_invitation_known_to_have_arrived_is_refused(self) -> None:
        there = v.invited().told(v.record_delivery(v.invitation_to("dcs")))
        assert there.state.stage is Stage.INVITED

        refusal = refused(there, resend(v.invitation_to("dcs")))

        assert "visits correct" in refusal.sentence


@pytest.mark.parametrize(
    ("reference", "role"),
    [("dcs", InspectorRole.OFSTED_EDUCATION), ("forum", InspectorRole.CQC_CHILDREN)],
)
def test_a_reference_is_of_one_person_in_one_role(reference: str, role: InspectorRole) -> None:
    sly = v.declare(v.TEAM[0].model_copy(update={"inspector": reference, "role": role}))

    refusal = refused(v.accepted(), sly)

    assert refusal.code is RefusalCode.RECIPIENT
    assert "is the reference of the" in refusal.sentence
