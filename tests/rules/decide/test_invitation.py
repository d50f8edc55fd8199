"""Contacts, the invitation, its delivery and the reply."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas.events import (
    Accepted,
    ContactsRecorded,
    Declined,
    InvitationDelivered,
    InvitationSent,
    Invited,
    LetterDelivered,
    LetterFailed,
    ReplyReminded,
)
from schemas.parts import Contact
from schemas.policy import VisitPolicy
from schemas.state import Invitation
from schemas.values import Answer, ContactRole, LetterKind, LetterStatus, Outcome, Stage, TaskKind
from tests.rules import visits
from tests.rules.visits import (
    ADDRESSEES,
    CONTACTS,
    DCS,
    DFE,
    FORUM,
    HEALTH_1,
    HEALTH_2,
    NHS_ENGLAND,
    VISIT,
    Visit,
    accepted,
    at,
    cancel,
    closed,
    delivered,
    invitation_to,
    invited,
    just_opened,
    opened,
    outcome,
    planned,
    record_contacts,
    record_delivery,
    refused,
    respond,
    settled,
)

DELIVERED, SENT = LetterStatus.DELIVERED, LetterStatus.SENT
REFUSED, UNCERTAIN = LetterStatus.REFUSED, LetterStatus.UNCERTAIN
TEN_PAST = at("2020-09-07 09:10")
NEW_DCS = Contact(ref="dcs-2", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)


def invitation_of(visit: Visit) -> Invitation:
    assert visit.state.invitation is not None
    return visit.state.invitation


def tasks(visit: Visit) -> list[tuple[TaskKind, str | None]]:
    return [(task.kind, task.letter) for task in visit.state.tasks]


def all_but(*failed: str, status: LetterStatus = DELIVERED) -> Visit:
    """Everybody but these has the invitation; these refused it."""
    outcomes = [
        outcome(ref, REFUSED if ref in failed else status, TEN_PAST) for ref in visits.INVITED
    ]
    return invited().at(TEN_PAST).told(settled(*outcomes))


class TestContacts:
    def test_are_kept_by_reference(self) -> None:
        told = just_opened().told(record_contacts())

        assert told.since(just_opened()) == (
            ContactsRecorded(content=record_contacts().content, contacts=CONTACTS),
        )
        assert told.state.contacts == CONTACTS

    def test_may_have_no_forum_and_many_health_bodies(self) -> None:
        bodies = [
            Contact(ref=f"health-{n}", role=ContactRole.ACCOUNTABLE_OFFICER) for n in range(1, 7)
        ]
        told = opened().told(record_contacts([DCS, *bodies, DFE, NHS_ENGLAND]))

        assert len(told.state.contacts) == 9

    @pytest.mark.parametrize(
        ("contacts", "why"),
        [
            ((HEALTH_1, FORUM, DFE, NHS_ENGLAND), "one director of children's services is needed"),
            ((*CONTACTS, NEW_DCS), "one director of children's services is needed, not 2"),
            ((DCS, FORUM, DFE, NHS_ENGLAND), "at least one accountable officer"),
            ((DCS, HEALTH_1, NHS_ENGLAND), "exactly one DfE mailbox is needed, not 0"),
            ((DCS, HEALTH_1, DFE), "exactly one NHS England mailbox is needed, not 0"),
            (
                (*CONTACTS, Contact(ref="forum-2", role=ContactRole.PARENT_CARER_FORUM)),
                "at most one parent carer forum",
            ),
            (
                (*CONTACTS, Contact(ref="officer-1", role=ContactRole.NOMINATED_OFFICER)),
                "the nominated officer is named by the area",
            ),
            (
                (*CONTACTS, Contact(ref="dcs", role=ContactRole.ACCOUNTABLE_OFFICER)),
                "a reference of its own",
            ),
        ],
    )
    def test_that_nobody_could_write_to_are_refused(
        self, contacts: tuple[Contact, ...], why: str
    ) -> None:
        refusal = refused(opened(), record_contacts(contacts))

        assert refusal.code is RefusalCode.CONTACTS
        assert refusal.sentence.startswith("The contacts were not recorded: ")
        assert why in refusal.sentence

    def test_after_acceptance_are_corrected_and_invite_nobody_again(self) -> None:
        """The reply is there: neither a new leader nor an old bounce starts its clock again."""
        bounced = delivered().told(settled(outcome("forum", REFUSED, at("2020-09-07 11:00"))))
        taking_part = bounced.at("2020-09-11 11:00").told(respond())
        message = record_contacts((NEW_DCS, *CONTACTS[1:]))

        told = taking_part.told(message)

        assert told.since(taking_part) == (
            ContactsRecorded(content=message.content, contacts=message.contacts),
        )
        assert told.state.stage is Stage.PREPARING
        assert invitation_of(told) == invitation_of(taking_part)

    @pytest.mark.parametrize("end", [closed, visits.declined, visits.withdrawn])
    def test_after_the_end_are_no_longer_taken(self, end: Callable[[], Visit]) -> None:
        assert refused(end(), record_contacts()).code is RefusalCode.WRONG_STAGE


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


class TestCorrectedContacts:
    def test_invite_again_where_it_did_not_arrive(self) -> None:
        told = all_but("health-1").told(record_contacts())

        assert told.facts[-1] == Invited(round=2)
        assert tasks(told) == []
        assert {o.recipient for o in invitation_of(told).outcomes} == {"dcs", "health-2", "forum"}

        later = at("2020-09-08 10:00")
        arrived = told.told(settled(outcome("health-1", DELIVERED, later, number=2)))
        assert invitation_of(arrived).delivered_at == later

    def test_invite_the_right_post_holder_who_never_had_a_letter(self) -> None:
        right = [NEW_DCS, HEALTH_1, HEALTH_2, FORUM, DFE, NHS_ENGLAND]
        told = delivered().told(record_contacts(right))

        assert told.facts[-1] == Invited(round=2)
        assert invitation_of(told).delivered_at is None  # the clock waits for the new director
        arrived = told.told(settled(outcome("dcs-2", DELIVERED, at("2020-09-09 10:00"), number=2)))
        assert invitation_of(arrived).delivered_at == at("2020-09-09 10:00")

    def test_invite_a_forum_that_was_forgotten_without_a_new_clock(self) -> None:
        alone = [contact for contact in CONTACTS if contact is not FORUM]
        moment = at("2020-09-07 10:00")
        visit = opened().told(record_contacts(alone)).at(moment)
        visit = visit.told(settled(*(outcome(ref, DELIVERED, moment) for ref in ADDRESSEES)))

        told = visit.told(record_contacts())

        assert told.facts[-1] == Invited(round=2)
        assert invitation_of(told).delivered_at == moment

    def test_invite_nobody_when_everybody_has_it(self) -> None:
        told = delivered().told(record_contacts())

        assert [type(fact) for fact in told.since(delivered())] == [ContactsRecorded]
        assert invitation_of(told) == invitation_of(delivered())

    def test_invite_nobody_while_the_letters_are_on_their_way(self) -> None:
        told = invited().told(record_contacts())

        assert invitation_of(told).round == 1

    def test_without_the_one_who_could_not_be_reached_leave_nothing_to_do(self) -> None:
        """A health body that has gone: nobody is written to, and the clock runs for the rest."""
        left = [contact for contact in CONTACTS if contact is not HEALTH_1]
        told = all_but("health-1").told(record_contacts(left))

        assert [type(fact) for fact in told.since(all_but("health-1"))] == [ContactsRecorded]
        assert invitation_of(told).delivered_at == TEN_PAST
        assert tasks(told) == []

    def test_keep_waiting_for_a_bounce_of_what_was_only_sent(self) -> None:
        told = all_but("health-1", status=SENT).told(record_contacts())
        arrived = told.told(settled(outcome("health-1", DELIVERED, TEN_PAST, number=2)))

        assumed = arrived.at("2020-09-08 09:10")

        assert invitation_of(assumed).delivered_at == at("2020-09-08 09:10")


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

    def test_comes_too_late_after_the_end(self) -> None:
        over = invited().told(cancel())

        refusal = refused(over, record_delivery(invitation_to("dcs")))
        assert refusal.code is RefusalCode.WRONG_STAGE


class TestReply:
    def test_accepted_begins_the_preparation(self) -> None:
        told = delivered().told(respond(Answer.ACCEPT))

        assert told.since(delivered()) == (Accepted(),)
        assert told.state.stage is Stage.PREPARING

    def test_declined_ends_the_visit_without_a_reason(self) -> None:
        told = delivered().told(respond(Answer.DECLINE))

        assert told.since(delivered()) == (Declined(),)
        assert told.state.outcome is Outcome.DECLINED
        assert told.events[-1].reason is None

    def test_may_come_before_delivery_is_proven_and_settles_the_letters(self) -> None:
        """An area that answers has the invitation, whatever bounced."""
        told = all_but("health-1").told(respond())

        assert told.state.stage is Stage.PREPARING
        assert tasks(told) == []

    def test_may_come_late_and_ends_the_chasing(self) -> None:
        told = delivered().at("2020-09-20 10:00").told(respond())

        assert TaskKind.REPLY_OVERDUE not in {kind for kind, _ in tasks(told)}

    @pytest.mark.parametrize("stage", [opened, accepted, closed])
    def test_is_taken_only_while_it_is_awaited(self, stage: Callable[[], Visit]) -> None:
        assert refused(stage(), respond()).code is RefusalCode.WRONG_STAGE
