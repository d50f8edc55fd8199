"""What is done with links by whoever they are not for, or before or after their time: nothing."""

import secrets

import pytest

from register import links, visits
from rules.refusals import Refused
from schemas.forms.course import CancellationForm, HandOverForm
from schemas.forms.form import VisitForm
from schemas.forms.invitation import ResponseForm, WithdrawalForm
from schemas.forms.letters import CorrectionForm, DeliveryForm
from schemas.forms.note import AgreementForm, CommentForm, CommentsForm
from schemas.questions import Question
from schemas.state import VisitState
from schemas.values import Answer, Delivery, LetterKind
from tests.pages.answering.snapshot import everything_of
from tests.support.answering_pages import MINE, Answering, addresses_in


async def test_a_scanner_changes_nothing(answering: Answering) -> None:
    """It asks for every link of every letter at each step, and presses the button it finds."""
    walk = answering.walk
    await answering.invited()
    seen: set[str] = set()
    while walk.taken < len(walk.scenario.steps):
        found = {
            address for path in answering.inbox() for address in addresses_in(path.read_bytes())
        }
        before = await everything_of(answering)
        client = answering.new_client()
        for address in sorted(found - seen):
            head, answer = await client.head(address), await client.get(address)
            assert head.status_code == answer.status_code
            assert answer.status_code in {200, 410}
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
            # Some press the button of a page, with what its form has as it is.
            await client.post("/answer", data={"token": address.rpartition("/")[2]})
        assert await everything_of(answering) == before
        seen |= found
        await walk.step()
    assert len(seen) > 30


async def test_a_guess_opens_nothing(answering: Answering) -> None:
    await answering.invited()
    client = answering.new_client()
    before = await everything_of(answering)

    for guess in (secrets.token_urlsafe(32), "x", "not-shown-here", "%00"):
        looked = await client.get(f"/answer/{guess}")
        posted = await client.post("/answer", data={"token": guess, **MINE})
        assert (looked.status_code, posted.status_code) == (404, 404), guess
        assert "set-cookie" not in posted.headers

    assert await everything_of(answering) == before


@pytest.mark.parametrize(
    "path", ["/answer/question/{}", "/answer/question/{}/check", "/answer/done/{}"]
)
async def test_without_a_link_there_is_nothing(answering: Answering, path: str) -> None:
    await answering.invited()
    link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    other = await answering.opened(LetterKind.INVITATION, "health-1", Question.REPLY)

    for client in (answering.new_client(), other.client):
        answer = await client.get(path.format(link.ref))

        assert answer.status_code == 409
        assert "Open the link in our email again" in answer.text
        assert "Amara" not in answer.text


async def test_after_its_end_a_link_opens_nothing_whoever_has_it(answering: Answering) -> None:
    await answering.invited()
    address = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)
    browser = await answering.answer(
        LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"}
    )
    before = await everything_of(answering)

    somebody = answering.new_client()
    looked = await somebody.get(address)
    posted = await somebody.post("/answer", data={"token": address.rpartition("/")[2], **MINE})
    changed = await everything_of(answering) != before
    again = await browser.open(browser.path.replace("done", "question"))

    assert not changed
    assert (looked.status_code, posted.status_code) == (410, 410)
    assert "set-cookie" not in posted.headers
    assert again.path.startswith("/answer/done/")


async def test_sent_twice_an_answer_is_one(answering: Answering) -> None:
    await answering.invited()
    browser = await answering.opened(LetterKind.INVITATION, "dcs", Question.REPLY)
    await browser.press("Continue", {"answer": "accept"})
    sent, done = browser.fields(), browser.path.removesuffix("/check").replace("question", "done")

    answers = [await browser.client.post(browser.path, data=sent) for _ in range(2)]

    assert [one.headers["location"] for one in answers] == [done, f"{done}?late=yes"]
    state = await answering.desk.receipt(answering.walk.visit, sent["_update_id"][0])
    assert state is not None


async def test_whoever_sends_another_answer_by_a_link_is_told_that_it_was_not_recorded(
    answering: Answering,
) -> None:
    await answering.invited()
    asked = (LetterKind.INVITATION, "dcs", Question.REPLY)
    slower, faster = [await answering.opened(*asked) for _ in range(2)]
    await slower.press("Continue", {"answer": "accept"})
    await faster.press("Continue", {"answer": "decline"})
    await faster.press("Reply to the invitation")
    assert "not recorded" not in faster.text

    await slower.press("Reply to the invitation")

    assert slower.path.startswith("/answer/done/")
    assert "If what you sent now was another answer, it was not recorded." in slower.text


async def test_of_two_who_answer_at_once_one_is_told_that_the_other_has(
    answering: Answering,
) -> None:
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})
    second = await answering.link(LetterKind.INVITATION, "health-1", Question.REPLY)

    with pytest.raises(Refused, match="meanwhile what this link asks has been answered"):
        await answering.desk.submit(
            answering.walk.visit,
            ResponseForm(answer=Answer.DECLINE),
            actor=second.ref,
            update_id=f"{second.ref}-answer",
        )


async def test_a_link_decides_its_question_and_nothing_else(answering: Answering) -> None:
    """Brought to the desk itself, past all pages: whatever is no answer to it is refused."""
    walk = answering.walk
    await walk.open()
    await walk.steps_through("draft")
    link = await answering.link(LetterKind.DRAFT_NOTE, "dcs", Question.SIGNATURE)
    note = (await state_of(answering)).note
    assert note is not None
    invitation = link.letter.replace("draft_note", "invitation")
    tried: list[VisitForm] = [
        AgreementForm(),
        AgreementForm(leaders=("dcs", "health-1")),
        AgreementForm(leaders=("health-1",)),
        CommentsForm(comments=(CommentForm(section=1, text="Not so."),)),
        CancellationForm(reason="No."),
        WithdrawalForm(),
        DeliveryForm(letter=invitation, status=Delivery.DELIVERED),
        DeliveryForm(letter=link.letter, status=Delivery.REFUSED),
        HandOverForm(to="somebody"),
    ]
    before = await everything_of(answering)

    for number, form in enumerate(tried):
        with pytest.raises(Refused, match="personal link"):
            await answering.desk.submit(
                walk.visit, form, actor=link.ref, update_id=f"tried-{number}"
            )

    assert await everything_of(answering) == before


async def test_a_link_decides_about_no_other_visit(answering: Answering) -> None:
    walk = answering.walk
    mine = walk.scenario
    walk.scenario = mine.model_copy(update={"area": "E10000003"})
    await walk.open("open-elsewhere")
    elsewhere, walk.scenario = walk.visit, mine
    await answering.invited()
    link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)

    with pytest.raises(Refused, match="the one visit"):
        await answering.desk.submit(
            elsewhere,
            ResponseForm(answer=Answer.ACCEPT),
            actor=link.ref,
            update_id="another-visit",
        )


async def test_a_withdrawn_link_is_closed_where_it_is_open(answering: Answering) -> None:
    await answering.invited()
    browser = await answering.opened(LetterKind.INVITATION, "dcs", Question.REPLY)
    link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    async with answering.pool.acquire() as connection, connection.transaction():
        await links.withdraw(connection, link, "coordinator", answering.walk.now)

    await browser.open(browser.path)
    looked = await answering.new_client().get(
        answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)
    )

    assert browser.answer.status_code == 409
    assert (looked.status_code, "withdrawn" in looked.text) == (410, True)
    with pytest.raises(Refused, match="what this link asks"):
        await answering.desk.submit(
            link.visit_id,
            ResponseForm(answer=Answer.ACCEPT),
            actor=link.ref,
            update_id="withdrawn",
        )


async def test_sent_again_a_letter_has_another_link_and_the_one_before_is_closed(
    answering: Answering,
) -> None:
    await answering.invited()
    before = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    first = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)

    await answering.walk.submit(
        CorrectionForm(person="dcs", email="new.address@kent.example.gov.uk"), "corrected"
    )

    second = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)
    client = answering.new_client()
    assert second != first
    assert (await client.get(first)).status_code == 410
    assert (await client.get(second)).status_code == 200
    async with answering.pool.acquire() as connection:
        closed = await links.find(connection, before.ref)
    assert closed is not None
    assert closed.withdrawn_at is not None


async def test_what_opens_a_link_is_in_the_letter_alone(
    answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})
    tokens = [
        address.rpartition("/")[2]
        for path in answering.inbox()
        for address in addresses_in(path.read_bytes())
    ]

    kept = str(await everything_of(answering, words=True))

    assert len(set(tokens)) == len(tokens) > 5
    # But for what the test's own client says of what it asks for.
    logged = " ".join(one.getMessage() for one in caplog.records if "httpx" not in one.name)
    assert [token for token in tokens if token in kept or token in logged] == []
    assert "Starting activity" in logged
    assert "not-shown-here" in kept  # the letters are there, without it


async def state_of(answering: Answering) -> VisitState:
    async with answering.pool.acquire() as connection:
        return await visits.require(connection, answering.walk.visit)
