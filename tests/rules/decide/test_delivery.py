"""The delivery of the invitation, and letters that fail."""

from datetime import timedelta

import pytest

from rules.timetable import timetable
from schemas.events.invitation import (
    InvitationDelivered,
    InvitationSent,
    Invited,
    LetterFailed,
    ReplyReminded,
)
from schemas.policy import VisitPolicy
from schemas.values import LetterKind, LetterStatus, TaskKind
from tests.support import visits
from tests.support.inviting import (
    DELIVERED,
    REFUSED,
    SENT,
    TEN_PAST,
    UNCERTAIN,
    all_but,
    invitation_of,
    tasks,
)
from tests.support.visits import (
    ADDRESSEES,
    VISIT,
    at,
    closed,
    delivered,
    invitation_to,
    invited,
    opened,
    outcome,
    planned,
    record_contacts,
    record_delivery,
    settled,
)


class TestDelivery:
    def test_taken_by_a_provider_counts_after_a_day_without_a_bounce(self) -> None:
        sent = invited().told(
            settled(*(outcome(ref, SENT, at("2020-09-07 09:30")) for ref in visits.INVITED))
        )
        fact = sent.facts[-1]
        assert isinstance(fact, InvitationSent)
        assert fact.assumed_delivered_at == at("2020-09-08 09:30")
        assert invitation_of(sent).delivered_at is None

        assumed = sent.at("2020-09-08 09:30")
        fact = assumed.facts[-1]
        assert isinstance(fact, InvitationDelivered)
        assert {o.at for o in fact.outcomes} == {at("2020-09-08 09:30")}
        assert fact.reply_due == at("2020-09-15 17:00")  # five working days later
        assert invitation_of(assumed).delivered_at == at("2020-09-08 09:30")

    def test_how_long_a_bounce_may_take_is_the_policys(self) -> None:
        slow = VisitPolicy(bounce_hours=72)
        visit = opened(slow).at("2020-09-07 09:00")
        sent = visit.told(settled(outcome("dcs", SENT, TEN_PAST)))

        assert invitation_of(sent).assumed_delivered_at == TEN_PAST + timedelta(hours=72)

    def test_proven_for_the_last_addressee_starts_the_reply_clock(self) -> None:
        some = invited().told(
            settled(
                outcome("dcs", DELIVERED, at("2020-09-07 10:00")),
                outcome("health-1", DELIVERED, at("2020-09-07 10:00")),
            )
        )
        assert some.fact(InvitationDelivered).reply_due is None
        assert invitation_of(some).delivered_at is None

        last = some.told(settled(outcome("health-2", DELIVERED, at("2020-09-09 10:00"))))

        assert last.fact(InvitationDelivered).reply_due == at("2020-09-16 17:00")
        assert invitation_of(last).delivered_at == at("2020-09-09 10:00")

    def test_the_date_in_the_event_is_the_timetables(self) -> None:
        dates = timetable(delivered().state)

        assert dates is not None
        assert delivered().fact(InvitationDelivered).reply_due == dates.reply_due

    def test_is_assumed_only_of_what_was_sent(self) -> None:
        visit = all_but("health-1", status=SENT).at("2020-09-08 10:00")

        statuses = {o.recipient: o.status for o in invitation_of(visit).outcomes}
        assert statuses == {
            "dcs": DELIVERED,
            "health-1": REFUSED,
            "health-2": DELIVERED,
            "forum": DELIVERED,
        }
        assert invitation_of(visit).delivered_at is None

    def test_told_again_changes_nothing(self) -> None:
        again = [outcome(ref, DELIVERED, at("2020-09-07 10:00")) for ref in visits.INVITED]

        assert delivered().told(settled(*again)).events == delivered().events

    def test_sent_told_again_after_it_counted_as_delivered_changes_nothing(self) -> None:
        sent = [outcome(ref, SENT, at("2020-09-07 09:30")) for ref in visits.INVITED]
        assumed = invited().told(settled(*sent)).at("2020-09-08 09:30")

        assert assumed.told(settled(*sent)).events == assumed.events

    def test_of_letters_no_rule_waits_for_changes_nothing(self) -> None:
        arrived = outcome("officer-1", DELIVERED, at("2020-09-18 10:01"), kind=LetterKind.TIMETABLE)

        assert planned().told(settled(arrived)).events == planned().events


class TestTheForumsCopy:
    """For information: whether it arrives does not matter to the reply."""

    def test_is_not_waited_for(self) -> None:
        visit = invited().told(settled(*(outcome(ref, DELIVERED, TEN_PAST) for ref in ADDRESSEES)))

        assert invitation_of(visit).delivered_at == TEN_PAST

    @pytest.mark.parametrize("status", [REFUSED, UNCERTAIN])
    def test_does_not_stop_the_clock_when_it_bounces(self, status: LetterStatus) -> None:
        bounced = delivered().told(settled(outcome("forum", status, at("2020-09-07 11:00"))))

        assert invitation_of(bounced).delivered_at == at("2020-09-07 10:00")
        assert tasks(bounced) == [(TaskKind.LETTER_NOT_DELIVERED, invitation_to("forum"))]

    def test_is_sent_again_without_a_new_clock_or_a_second_reminder(self) -> None:
        bounced = settled(outcome("forum", REFUSED, at("2020-09-07 11:00")))
        reminded = delivered().told(bounced).at("2020-09-10 12:00")

        again = reminded.told(record_contacts())

        assert again.facts[-1] == Invited(round=2)
        assert invitation_of(again).delivered_at == at("2020-09-07 10:00")
        later = again.at("2020-09-14 16:00")
        assert not any(isinstance(fact, ReplyReminded) for fact in later.since(again))


class TestALetterThatFails:
    @pytest.mark.parametrize("status", [REFUSED, UNCERTAIN])
    def test_is_a_task_for_a_person(self, status: LetterStatus) -> None:
        told = invited().told(settled(outcome("dcs", status, TEN_PAST)))

        assert isinstance(told.facts[-1], LetterFailed)
        assert tasks(told) == [(TaskKind.LETTER_NOT_DELIVERED, invitation_to("dcs"))]

    def test_of_any_kind_is_one_task_however_often_it_is_told(self) -> None:
        failed = settled(outcome("hmi-1", REFUSED, planned().now, kind=LetterKind.CONFIRMATION))
        told = planned().told(failed, failed, failed)

        assert tasks(told) == [(TaskKind.LETTER_NOT_DELIVERED, f"{VISIT}/confirmation/1/hmi-1")]

    def test_stops_the_reply_clock_when_it_comes_back_late(self) -> None:
        bounced = delivered().told(settled(outcome("dcs", REFUSED, at("2020-09-08 10:00"))))

        assert invitation_of(bounced).delivered_at is None
        assert bounced.due == ()

    def test_takes_back_that_the_reply_is_overdue(self) -> None:
        """Who never had the letter owes no answer; the next clock can run out again."""
        overdue = delivered().at("2020-09-15 09:00")
        bounced = overdue.told(record_delivery(invitation_to("dcs"), REFUSED))
        assert tasks(bounced) == [(TaskKind.LETTER_NOT_DELIVERED, invitation_to("dcs"))]

        again = bounced.told(record_contacts(), record_delivery(invitation_to("dcs", 2)))

        assert tasks(again.at("2020-09-22 17:00")) == [(TaskKind.REPLY_OVERDUE, None)]

    def test_after_the_end_is_nobodys(self) -> None:
        failed = settled(outcome("dcs", REFUSED, closed().now, kind=LetterKind.DRAFT_NOTE))

        assert closed().told(failed).events == closed().events


class TestOldStories:
    """The post room tells all it knows each time; what was put right since stays right."""

    def test_a_failure_of_an_earlier_round_is_not_raised_again(self) -> None:
        again = all_but("health-1").told(record_contacts())

        told = again.told(settled(outcome("health-1", REFUSED, TEN_PAST)))

        assert told.events == again.events

    def test_nor_once_the_later_round_has_arrived(self) -> None:
        late = at("2020-09-08 10:00")
        again = all_but("health-1").told(
            record_contacts(), settled(outcome("health-1", DELIVERED, late, number=2))
        )

        told = again.told(settled(outcome("health-1", REFUSED, TEN_PAST)))

        assert told.events == again.events
        assert invitation_of(told).delivered_at == late

    def test_a_persons_word_outweighs_what_was_told_before(self) -> None:
        wrong = (
            delivered().at("2020-09-08 10:00").told(record_delivery(invitation_to("dcs"), REFUSED))
        )

        told = wrong.told(settled(outcome("dcs", DELIVERED, at("2020-09-07 10:00"))))

        assert told.events == wrong.events
        assert invitation_of(told).delivered_at is None

    def test_the_first_letter_arriving_after_all_is_news(self) -> None:
        again = all_but("health-1").told(record_contacts()).at("2020-09-08 10:00")

        told = again.told(record_delivery(invitation_to("health-1")))

        assert invitation_of(told).delivered_at == at("2020-09-08 10:00")
