"""A decision by page: filled in, checked with what it would cause, taken once, and told."""

import asyncio
from datetime import timedelta

import httpx2
import pytest

from desk.known import latest_note
from pages.app import create_pages
from register import drafts, log, staff, visits
from register.connection import Connection
from register.logged import Logged
from schemas.events.event import VisitEvent
from schemas.forms.course import CancellationForm
from schemas.forms.deferral import DeferralForm, DeferralRequestForm
from schemas.forms.letters import CorrectionForm
from schemas.ids import VisitId
from schemas.staff import OWNER, Acting, StaffRole
from schemas.state import VisitState
from schemas.values import Outcome, Stage
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser, text_of
from tests.support.deciding_pages import Deciding, decide_without_scripts
from tests.support.waiting import until

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}
NOMINATE = "Name the nominated officer"


async def prepared(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("respond")


async def test_a_letter_to_a_corrected_address_is_opened_like_any_other(
    deciding: Deciding,
) -> None:
    walk, visit = deciding.walk, deciding.walk.visit
    await walk.open()
    await walk.pass_to(walk.days.moment("T-18 12:00"))  # invited, without a reply
    corrected = CorrectionForm(person="dcs", email="director@kent.example.gov.uk")
    await walk.submit(corrected, "correct")

    browser = await deciding.browser().open(f"/visits/{visit}/letters")
    listed = [where for where in browser.links().values() if f"/{visit}/letters/" in where]
    assert any(where.endswith("/dcs.2") for where in listed), listed

    for where in listed:
        await browser.open(where)
        assert browser.answer.status_code == 200, where


async def test_a_decision_goes_from_the_form_to_its_receipt(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = deciding.browser()

    await browser.open(deciding.address("nominate"))
    assert browser.heading == NOMINATE
    assert browser.title.startswith(f"{NOMINATE} ")
    await browser.press("Continue", OFFICER)
    assert browser.title.startswith(f"Check before you decide: {NOMINATE} ")
    assert browser.path == deciding.address("nominate", "check")
    assert "Morwenna Hale" in browser.text
    assert "What happens if you decide this now" in browser.text
    await browser.press(NOMINATE)

    assert browser.heading == "Recorded"
    assert browser.title.startswith(f"Recorded: {NOMINATE} ")
    async with deciding.pool.acquire() as connection:
        state = await visits.require(connection, deciding.walk.visit)
        left = await drafts.of_actor(connection, "coordinator", deciding.walk.visit)
    assert state.officer is not None
    assert left == set()


async def test_what_is_wrong_is_said_above_the_form_and_at_its_place(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("nominate"))

    await browser.press("Continue", OFFICER | {"name": "", "email": "nowhere"})

    assert browser.answer.status_code == 422
    assert browser.problems[0] == "Enter the full name"
    assert browser.problems[1].startswith("Email address: what is there")
    assert browser.links()["Enter the full name"] == "#name"
    assert browser.page.find(".//input[@id='name']") is not None
    assert browser.fields()["email"] == ["nowhere"]


async def test_a_form_half_filled_is_kept_and_is_nobody_elses(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("nominate"))

    await browser.press("Save and come back later", {"name": "Morwenna Ha"})
    mine = (await browser.open(deciding.address("nominate"))).fields()["name"]
    deciding.who.acting = Acting(ref="another", roles=frozenset({StaffRole.COORDINATOR}))
    theirs = (await browser.open(deciding.address("nominate"))).fields()["name"]

    assert mine == ["Morwenna Ha"]
    assert theirs == [""]


async def test_a_form_half_filled_is_thrown_away_and_begun_anew(deciding: Deciding) -> None:
    await prepared(deciding)
    anew = (await deciding.browser().open(deciding.address("nominate"))).fields()["name"]
    browser = await deciding.browser().open(deciding.address("nominate"))
    throw_away = "Throw away what you typed"
    assert throw_away not in browser.text, "nothing is kept yet"
    await browser.press("Save and come back later", {"name": "Morwenna Ha"})
    await browser.open(deciding.address("nominate"))

    await browser.press(throw_away)

    assert browser.path == deciding.address("nominate")
    assert browser.fields()["name"] == anew
    async with deciding.pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM drafts") == 0
        assert [
            one for one in await log.read_all(connection) if "nominated" in one.event.type
        ] == []


async def test_pressed_twice_it_is_one_decision(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("nominate"))
    await browser.press("Continue", OFFICER)
    sent, where = browser.fields(), str(browser.answer.url)

    answers = [await deciding.client.post(where, data=sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1
    events = [str(event.event.type) for event in await _events(deciding)]
    assert events.count("visit.officer_nominated.v1") == 1


async def test_whoever_goes_back_after_deciding_finds_the_form_and_no_mistake_of_theirs(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("complain"))
    await browser.press("Continue", {"text": "Nobody rang back."})
    checked = browser.path
    await browser.press("Record a complaint")
    assert browser.heading == "Recorded"

    await browser.open(checked)

    assert browser.path == deciding.address("complain")
    assert (browser.answer.status_code, browser.problems) == (200, [])


async def test_the_button_decides_what_was_looked_at_and_nothing_typed_elsewhere(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    one = await deciding.browser().open(deciding.address("nominate"))
    await one.press("Continue", OFFICER)
    other = await deciding.browser().open(deciding.address("nominate"))
    await other.press("Continue", {**OFFICER, "name": "Somebody Else"})

    await one.press("Name the nominated officer")

    assert one.answer.status_code == 409
    assert one.problems[0].startswith("Your answers are not those that you looked at")
    assert "Somebody Else" in one.text
    assert "visit.officer_nominated.v1" not in {e.event.type for e in await _events(deciding)}
    await one.press("Name the nominated officer")
    assert one.heading == "Recorded"


async def test_of_two_who_press_at_once_one_is_told_what_the_other_did(deciding: Deciding) -> None:
    await prepared(deciding)
    pressed = []
    for ref, name in (("p-one", "Tamsin Pike"), ("p-two", "Jory Rowe")):
        deciding.who.acting = Acting(ref=ref, roles=frozenset({StaffRole.COORDINATOR}))
        browser = await deciding.browser().open(deciding.address("nominate"))
        await browser.press("Continue", {**OFFICER, "name": name})
        pressed.append((deciding.who.acting, browser.path, browser.fields()))

    deciding.who.acting = None

    async def press(acting: Acting, path: str, sent: dict[str, list[str]]) -> int:
        transport = httpx2.ASGITransport(app=SignedInAs(deciding.who, acting))
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as who:
            return (await who.post(path, data=sent)).status_code

    answers = await asyncio.gather(*(press(*one) for one in pressed))

    assert sorted(answers) == [303, 409]
    kinds = [str(event.event.type) for event in await _events(deciding)]
    assert kinds.count("visit.officer_nominated.v1") == 1


@pytest.mark.parametrize("made_up", ["abc", "../../x", "11111111-1111-4111-8111-111111111111"])
async def test_an_id_that_no_page_gave_decides_nothing_and_says_so(
    deciding: Deciding, made_up: str
) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("nominate"))
    await browser.press("Continue", OFFICER)
    sent = {**browser.fields(), "_update_id": [made_up]}

    answer = await deciding.client.post(browser.path, data=sent)

    assert answer.status_code == 409
    assert "nothing was recorded by it" in answer.text
    assert "visit.officer_nominated.v1" not in {e.event.type for e in await _events(deciding)}


async def test_an_id_of_a_decision_that_is_for_others_is_not_told_as_done(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("nominate"))
    await browser.press("Continue", OFFICER)
    sent = browser.fields()
    await browser.press(NOMINATE)
    inspector = SignedInAs(
        create_pages(deciding.asking_who_may()),
        Acting(ref="i-two", roles=frozenset({StaffRole.INSPECTOR})),
    )
    transport = httpx2.ASGITransport(app=inspector)
    async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as client:
        other = await Browser(client).open(deciding.address("nominate"))
        await other.press("Continue", OFFICER)
        answer = await client.post(deciding.address("nominate", "check"), data=sent)

    assert answer.status_code == 409
    assert "nobody who may decide here is called i-two" in answer.text


async def _events(deciding: Deciding) -> list[Logged[VisitEvent]]:
    async with deciding.pool.acquire() as connection:
        return await log.read(connection, visit=deciding.walk.visit)


async def test_who_is_second_is_told_what_changed(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("dates"))
    await browser.press("Save and come back later", {"day_one.day": "5"})
    await deciding.walk.steps_through("nominate")

    await browser.open(deciding.address("nominate"))
    await browser.press("Continue", OFFICER)
    assert "since you began" not in browser.text
    await browser.open(deciding.address("dates"))
    days = {"day_one": deciding.walk.days.one, "day_two": deciding.walk.days.two}
    await browser.press(
        "Continue",
        {
            f"{name}.{part}": str(getattr(day, part))
            for name, day in days.items()
            for part in ("day", "month", "year")
        },
    )

    assert "This has happened since you began this form" in browser.text


async def test_what_happened_between_the_look_and_the_button_is_looked_at_again(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("cancel"))
    await browser.press("Continue", {"reason": "The programme ends."})
    await deciding.walk.steps_through("nominate")

    await browser.press("Cancel the visit")

    assert browser.answer.status_code == 409
    assert browser.problems == [
        "Something has happened since you looked. Check this again before you go on."
    ]
    await browser.press("Cancel the visit")
    assert browser.heading == "Recorded"


async def test_what_happened_and_what_is_refused_for_it_are_both_said(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("cancel"))
    await browser.press("Continue", {"reason": "The programme ends."})
    walk = deciding.walk
    elsewhere = CancellationForm(reason="Nobody can come.")
    await walk.desk.submit(walk.visit, elsewhere, actor="coordinator", update_id="elsewhere")

    await browser.press("Cancel the visit")

    happened, refused = browser.problems
    assert happened == "Something has happened since you looked."
    assert refused != happened
    assert "before you go on" not in browser.text


async def test_what_the_rules_refuse_is_said_before_the_button(deciding: Deciding) -> None:
    await deciding.walk.open()
    browser = await deciding.browser().open(deciding.address("nominate"))

    await browser.press("Continue", OFFICER)

    assert browser.problems[0].startswith(f"Visit {deciding.walk.visit} is invited")
    assert not browser.page.findall(".//form")


async def test_a_reason_that_is_missing_is_asked_for_where_it_is_typed(deciding: Deciding) -> None:
    await deciding.walk.open()
    browser = await deciding.browser().open(deciding.address("cancel"))

    await browser.press("Continue")

    assert browser.problems == ["Enter the reason"]
    assert "optional" not in browser.text
    await browser.press("Continue", {"reason": "The programme ends."})
    assert browser.heading.startswith("Check before you decide"), browser.text


async def test_a_whole_smooth_visit_goes_through_the_pages(deciding: Deciding) -> None:
    await deciding.walk.open()

    await deciding.walk.to_the_end()

    async with deciding.pool.acquire() as connection:
        state = await visits.require(connection, deciding.walk.visit)
    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)


async def test_what_can_be_decided_is_listed_with_what_is_waited_for_first(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("").rstrip("/"))

    links = list(browser.links())

    assert NOMINATE in links[:3]
    assert "Cancel the visit" in links
    assert "Share the agreed note" not in links
    assert "only while it is sharing its agreed note" in browser.text


async def test_nobody_is_offered_what_is_for_others(deciding: Deciding) -> None:
    await prepared(deciding)
    deciding.who.acting = Acting(ref="p-op", roles=frozenset({StaffRole.OPERATOR}))
    browser = await deciding.browser().open(deciding.address("").rstrip("/"))

    assert [link for link in browser.links() if link != "Back"] == []
    assert "That is for a coordinator or a senior manager." in browser.text


async def test_a_form_says_before_it_is_filled_in_that_it_would_be_refused(
    deciding: Deciding,
) -> None:
    await prepared(deciding)
    said = "You cannot decide this as things stand, whatever you fill in."

    possible = await deciding.browser().open(deciding.address("cancel"))
    too_early = await deciding.browser().open(deciding.address("share"))
    deciding.who.acting = Acting(ref="p-op", roles=frozenset({StaffRole.OPERATOR}))
    for_others = await deciding.browser().open(deciding.address("cancel"))

    assert said not in possible.text
    assert said in too_early.text
    assert "only while it is sharing its agreed note" in too_early.text
    assert f"{said} That is for a coordinator or a senior manager." in for_others.text


async def test_what_there_is_not_is_not_found(deciding: Deciding) -> None:
    for path in ("/visits/interim-e10000099/decide", "/visits/interim-e10000099/decide/nominate"):
        assert (await deciding.client.get(path)).status_code == 404
    await deciding.walk.open()
    assert (await deciding.client.get(deciding.address("sing"))).status_code == 404


async def test_a_birthday_is_in_no_draft_and_is_looked_at_all_the_same(deciding: Deciding) -> None:
    await prepared(deciding)
    born = {"cases.0.born.day": "1", "cases.0.born.month": "2", "cases.0.born.year": "1999"}
    case = {"offered": "12", "cases.0.case": "case-1", "cases.0.agreed_by": "young_person"}
    case["reason"] = "The list is short."
    browser = await deciding.browser().open(deciding.address("cases"))

    await browser.press("Continue", case | born)

    async with deciding.pool.acquire() as connection:
        kept = await connection.fetchval("SELECT typed::text FROM drafts")
    assert "case-1" in kept
    assert "1999" not in kept
    assert "1 February 1999" in browser.text


async def test_a_form_is_filled_in_from_a_file(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("survey-results"))
    results = "audience,question,answer,count\nyoung people,Helpful?,Yes,12\n"

    await browser.upload("Fill in from the file", "_file", results.encode())
    rows = browser.fields()
    await browser.open(deciding.address("finding"))
    await browser.upload("Fill in from the file", "_file", b"findings: none of these")

    assert rows["rows.0.question"] == ["Helpful?"]
    assert rows["rows.0.count"] == ["12"]
    assert browser.answer.status_code == 422
    assert browser.problems[0].startswith("The file cannot be used")


async def test_once_one_department_has_acknowledged_pages_name_the_other_alone(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("share")
    browser = await deciding.browser().open(deciding.address("acknowledge"))

    await browser.press("Continue", {"department": "dfe"})
    await browser.press("Record a department's acknowledgement")

    assert "acknowledge the note (NHS England)" in browser.text
    for page in ("/", "/visits"):
        await browser.open(page)
        for chooser in browser.page.findall(".//main//select"):
            chooser.clear()
        assert "NHS England" in browser.text, page
        assert "DfE" not in browser.text, page
    await browser.open(f"/visits/{deciding.walk.visit}")
    coming = text_of(browser.page.find(".//main//*[@class='govuk-inset-text']"))
    assert coming.startswith("Acknowledge the note NHS England, by")


async def test_a_time_of_day_is_told_as_people_say_it(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.pass_to(deciding.walk.days.moment("T-18 12:00"))
    day = deciding.walk.now.date()
    browser = await deciding.browser().open(deciding.address("respond"))

    await browser.press(
        "Continue",
        {
            "answer": "accept",
            "happened_at": "9:15",
            **{f"happened_on.{part}": str(getattr(day, part)) for part in ("day", "month", "year")},
        },
    )

    assert "At what time? 9:15am" in browser.text


async def test_whoever_can_decide_nothing_is_told_so(deciding: Deciding) -> None:
    await deciding.walk.open()
    deciding.who.acting = Acting(ref="otto", roles=frozenset({StaffRole.OPERATOR}))

    browser = await deciding.browser().open(deciding.address("nominate").rpartition("/")[0])

    assert "There is nothing that you can decide now." in browser.text


async def test_a_visit_that_was_deferred_leads_to_the_later_one_once_that_is_there_and_back(
    deciding: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, browser = deciding.walk, deciding.browser()
    await walk.open()
    await walk.pass_to(walk.days.moment("T-18 12:00"))
    asked = DeferralRequestForm(reason="The offices move.")
    await decide_without_scripts(browser, deciding.address("defer-ask"), asked)
    later = DeferralForm(day_one=walk.days.one + timedelta(weeks=4))
    await decide_without_scripts(browser, deciding.address("defer-grant"), later)
    assert "while agreement can be taken back or a mistake put right" in browser.text
    await _known(deciding, f"{walk.visit}-2")
    load = visits.load

    async def before(connection: Connection, visit: VisitId) -> VisitState | None:
        return None if visit.endswith("-2") else await load(connection, visit)

    with monkeypatch.context() as a_moment_earlier:
        a_moment_earlier.setattr(visits, "load", before)
        await browser.open(f"/visits/{walk.visit}")
    assert "The visit that it was deferred to is being opened." in browser.text
    assert f"/visits/{walk.visit}-2" not in browser.links().values()
    await browser.open(browser.links()["Look again"])

    await browser.open(browser.links()["The visit that it was deferred to"])

    assert browser.path == f"/visits/{walk.visit}-2"
    assert browser.links()["The visit whose place this takes"] == f"/visits/{walk.visit}"


@pytest.mark.parametrize("form", ["/visits/VISIT/decide/hand-over", "/each/hand-over"])
async def test_whoever_takes_a_visit_over_is_chosen_by_name(deciding: Deciding, form: str) -> None:
    await deciding.walk.open()
    async with deciding.pool.acquire() as connection, connection.transaction():
        for ref, name, role in (
            ("p-one", "Ada Sample", StaffRole.COORDINATOR),
            ("p-two", "Ben Sample", StaffRole.INSPECTOR),
        ):
            await staff.add(connection, ref=ref, name=name, email=None, roles={role}, actor=OWNER)

    browser = await deciding.browser().open(form.replace("VISIT", deciding.walk.visit))

    assert "Ada Sample (p-one)" in browser.text
    assert "Ben Sample" not in browser.text
    assert "The reference of" not in browser.text
    await browser.press("Continue", {"to": "p-one"})
    assert not browser.problems


async def test_of_the_sections_of_a_note_only_those_are_sent_on_which_something_was_said(
    deciding: Deciding,
) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("draft")
    browser = await deciding.browser().open(deciding.address("comment"))

    await browser.press("Continue", {})
    assert browser.problems == ["Add at least one: comment"]
    async with deciding.pool.acquire() as connection:
        note = await latest_note(connection, await visits.require(connection, deciding.walk.visit))
    assert note is not None
    called = [f"{number}. {one.heading}" for number, one in enumerate(note.sections, start=1)]
    asked = browser.page.find(".//select[@name='comments.0.section']")
    assert [text_of(one) for one in asked or ()][1:] == called
    assert "By its number" not in browser.text
    await browser.press("Continue", {"comments.1.text": "The calls were weekly from April."})
    assert browser.path.endswith("/check"), browser.problems
    assert called[1] in browser.text
    assert "Comment 2" not in browser.text
    await browser.press("Record the area's comments on the note")

    assert browser.heading == "Recorded"
    async with deciding.pool.acquire() as connection:
        state = await visits.require(connection, deciding.walk.visit)
    assert [(one.section, one.count) for one in state.comment_rounds[-1].comments] == [(2, 1)]


async def test_what_is_missing_in_words_is_asked_for_so(deciding: Deciding) -> None:
    await prepared(deciding)
    browser = await deciding.browser().open(deciding.address("finding"))

    await browser.press("Continue", {"findings.0.kind": "worked_well"})

    assert browser.problems == ["Enter it in words"]


async def _known(deciding: Deciding, visit: str) -> None:
    """Wait until a visit is open that another opens."""

    async def known() -> bool:
        async with deciding.pool.acquire() as connection:
            return await visits.load(connection, visit) is not None

    await until(known, within=60)
