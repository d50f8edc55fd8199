"""Contacts, before the invitation and corrected after it."""

from collections.abc import Callable

import pytest

from rules.refusals import RefusalCode
from schemas.events.invitation import ContactsRecorded, Invited
from schemas.parts import Contact
from schemas.values import ContactRole, Stage
from tests.support import visits
from tests.support.inviting import (
    DELIVERED,
    REFUSED,
    SENT,
    TEN_PAST,
    all_but,
    invitation_of,
    tasks,
)
from tests.support.visits import (
    ADDRESSEES,
    CONTACTS,
    DCS,
    DFE,
    FORUM,
    HEALTH_1,
    HEALTH_2,
    NHS_ENGLAND,
    Visit,
    at,
    closed,
    delivered,
    invited,
    just_opened,
    opened,
    outcome,
    record_contacts,
    refused,
    respond,
    settled,
)

NEW_DCS = Contact(ref="dcs-2", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)


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
