"""What a person may say of a letter, and when it counts."""

import pytest

from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.invitation import LetterDelivered, LetterResent
from schemas.values import LetterKind, LetterStatus, TaskKind
from tests.support.inviting import (
    DELIVERED,
    REFUSED,
    TEN_PAST,
    UNCERTAIN,
    invitation_of,
    tasks,
)
from tests.support.visits import (
    ADDRESSEES,
    VISIT,
    at,
    delivered,
    invitation_to,
    invited,
    nominate,
    outcome,
    planned,
    record_delivery,
    refused,
    settled,
)


class TestAPersonsWord:
    def test_proves_delivery(self) -> None:
        visit = invited().at("2020-09-08 12:00")
        for ref in ADDRESSEES:
            visit = visit.told(record_delivery(invitation_to(ref)))

        assert invitation_of(visit).delivered_at == at("2020-09-08 12:00")
        assert visit.events[-1].actor == "coordinator"

    def test_can_say_that_an_uncertain_letter_never_came(self) -> None:
        doubt = invited().told(settled(outcome("dcs", UNCERTAIN, TEN_PAST)))

        told = doubt.at("2020-09-08 12:00").told(record_delivery(invitation_to("dcs"), REFUSED))

        assert [o.status for o in invitation_of(told).outcomes] == [REFUSED]
        assert tasks(told) == [(TaskKind.LETTER_NOT_DELIVERED, invitation_to("dcs"))]

    def test_ends_the_task_of_any_letter(self) -> None:
        key = f"{VISIT}/confirmation/1/hmi-1"
        failed = planned().told(
            settled(outcome("hmi-1", UNCERTAIN, planned().now, kind=LetterKind.CONFIRMATION))
        )

        told = failed.told(record_delivery(key))

        assert told.since(failed) == (LetterDelivered(letter=key),)
        assert tasks(told) == []

    def test_can_report_any_letter_that_was_written(self) -> None:
        key = f"{VISIT}/survey_links/1/officer-1"
        told = planned().told(record_delivery(key, REFUSED))

        assert tasks(told) == [(TaskKind.LETTER_NOT_DELIVERED, key)]

    def test_can_report_that_who_was_stood_down_was_not_reached(self) -> None:
        going = planned().told(nominate("officer-2"))
        key = f"{VISIT}/stood_down/1/officer-1"

        told = going.told(record_delivery(key, REFUSED))

        assert tasks(told) == [(TaskKind.LETTER_NOT_DELIVERED, key)]
        assert tasks(told.told(record_delivery(key))) == []
        again = told.told(m.ResendLetter(actor="coordinator", letter=key))
        assert again.fact(LetterResent).copy_number == 2
        assert tasks(again) == []

    @pytest.mark.parametrize(
        "letter",
        [
            f"{VISIT}/invitation/2/dcs",  # there was one round
            f"{VISIT}/invitation/1/dfe-3",  # nobody of that name
            f"{VISIT}/confirmation/1/dcs",  # nothing is confirmed yet
            f"{VISIT}/invoice/1/dcs",  # no such kind
            f"{VISIT}/shared_note/1/dfe",
            f"{VISIT}/cancellation/1/dcs",
        ],
    )
    @pytest.mark.parametrize("status", [DELIVERED, REFUSED])
    def test_on_a_letter_that_was_never_written_is_refused(
        self, letter: str, status: LetterStatus
    ) -> None:
        refusal = refused(delivered(), record_delivery(letter, status))

        assert refusal.code is RefusalCode.LETTER
        assert letter in refusal.sentence

    def test_on_another_visits_letter_is_refused(self) -> None:
        letter = "interim-e10000017/invitation/1/dcs"

        refusal = refused(invited(), record_delivery(letter))

        assert refusal.code is RefusalCode.LETTER
        assert "does not belong to visit interim-e10000016" in refusal.sentence

    @pytest.mark.parametrize("status", [s for s in LetterStatus if s not in {DELIVERED, REFUSED}])
    def test_is_delivered_or_refused_and_nothing_between(self, status: LetterStatus) -> None:
        refusal = refused(invited(), record_delivery(invitation_to("dcs"), status))

        assert refusal.code is RefusalCode.LETTER
        assert "as delivered or refused" in refusal.sentence

    def test_that_changes_nothing_is_refused(self) -> None:
        refusal = refused(delivered(), record_delivery(invitation_to("dcs")))

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert "already known to be delivered" in refusal.sentence

    def test_that_a_task_stands_already_is_refused(self) -> None:
        key = f"{VISIT}/confirmation/1/hmi-1"
        told = planned().told(record_delivery(key, REFUSED))

        refusal = refused(told, record_delivery(key, REFUSED))

        assert refusal.code is RefusalCode.ALREADY_DONE
        assert "already known to be undelivered" in refusal.sentence

    def test_on_a_letter_nobody_waits_for_is_refused(self) -> None:
        refusal = refused(planned(), record_delivery(f"{VISIT}/timetable/1/dcs"))

        assert refusal.code is RefusalCode.LETTER
        assert "nothing to record" in refusal.sentence
