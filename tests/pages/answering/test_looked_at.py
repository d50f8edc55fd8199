"""Those who run visits see who answered by which link, and end links."""

import httpx2
import pytest

from register import staff
from schemas.questions import Question
from schemas.staff import StaffRole
from schemas.values import LetterKind
from tests.support.acting import SignedInAs
from tests.support.answering_pages import PAGES, Answering
from tests.support.browsing import Browser


@pytest.fixture
async def coordinator(answering: Answering) -> Browser:
    """A browser in which somebody has signed in whom the register knows."""
    async with answering.pool.acquire() as connection, connection.transaction():
        await staff.add(
            connection,
            ref="coordinator",
            name="Sal Brook",
            email=None,
            roles={StaffRole.COORDINATOR},
            actor="owner",
        )
    transport = httpx2.ASGITransport(app=SignedInAs(answering.app))
    return Browser(httpx2.AsyncClient(transport=transport, base_url=PAGES))


async def test_who_answered_is_told_with_the_letter(
    answering: Answering, coordinator: Browser
) -> None:
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})
    visit = answering.walk.visit

    await coordinator.open(f"/visits/{visit}/timeline")
    timeline = coordinator.text
    await coordinator.open(f"/visits/{visit}/letters/invitation/1/dcs")

    assert "Amara Okafor, by a link" in timeline
    assert "Reply to the invitationAnswered" in coordinator.text
    assert "not-shown-here" in coordinator.text


async def test_who_did_what_leads_to_the_letter(answering: Answering, coordinator: Browser) -> None:
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})

    await coordinator.open("/who-did-what?first=2020-09-01&last=2020-12-31")

    assert "Amara Okafor, by a link" in coordinator.text
    table = await coordinator.client.get("/who-did-what.csv?first=2020-09-01&last=2020-12-31")
    assert "Amara Okafor, by a link" in table.text
    await coordinator.open(coordinator.links()["letter"])
    assert "Reply to the invitationAnswered" in coordinator.text


async def test_a_coordinator_withdraws_a_link_and_sends_it_again(
    answering: Answering, coordinator: Browser
) -> None:
    await answering.walk.open()
    await answering.walk.steps_through("dates")
    first = answering.address(LetterKind.CONFIRMATION, "dcs", Question.LATER_DAYS)
    letter = f"{answering.walk.visit}/confirmation/1/dcs"

    await coordinator.open(f"/visits/{answering.walk.visit}/letters/confirmation/1/dcs")
    await coordinator.press("Withdraw this link: Ask for later days")
    assert "by coordinator" in coordinator.text
    assert (await answering.new_client().get(first)).status_code == 410
    await coordinator.open(coordinator.links()["Send the letter again"])
    await coordinator.press("Continue", {"letter": letter})
    await coordinator.press("Send a letter again")

    assert coordinator.heading == "Recorded", coordinator.text
    second = answering.address(LetterKind.CONFIRMATION, "dcs", Question.LATER_DAYS)
    assert second != first
    assert (await answering.new_client().get(second)).status_code == 200


async def test_whoever_may_not_withdraws_nothing(
    answering: Answering, coordinator: Browser
) -> None:
    await answering.invited()
    link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    async with answering.pool.acquire() as connection, connection.transaction():
        await staff.set_roles(connection, "coordinator", {StaffRole.ANALYST}, "owner")

    refused = await coordinator.client.post(f"/visits/{link.visit_id}/links/{link.ref}/withdraw")

    assert refused.status_code == 409
    assert "is for a coordinator" in refused.text
    assert (await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)).withdrawn_at is None


async def test_pages_of_a_visit_call_people_by_their_names(
    answering: Answering, coordinator: Browser
) -> None:
    walk = answering.walk
    await walk.open()
    await walk.steps_through("draft")
    comment = {"comments.0.text": "The calls were weekly from April."}
    await answering.answer(LetterKind.DRAFT_NOTE, "dcs", Question.COMMENTS, comment)
    await answering.answer(LetterKind.DRAFT_NOTE, "health-1", Question.SIGNATURE, {})

    await coordinator.open(f"/visits/{walk.visit}/note")

    assert "Recorded by Amara Okafor, by a link" in coordinator.text
    assert "(recorded by Daniel Whitmore, by a link)" in coordinator.text
    assert "link-" not in coordinator.text
    await coordinator.open(f"/visits/{walk.visit}")
    assert "Sal Brook (coordinator)" in coordinator.text
