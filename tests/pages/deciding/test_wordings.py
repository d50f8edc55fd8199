"""A programme's letters are worded on its pages: looked up, changed after a look, and put back."""

from register import programmes
from schemas.programme import ProgrammeStage
from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding
from tests.support.form_examples import OPENINGS
from tests.support.waiting import until

WORDS = """\
Subject: {{ area }}: we noted your reply

Thank you. {% if copy_only %}This is a copy.{% endif %}

What happens next: nothing on {{ day_one }}. <script>alert(1)</script>
"""


async def a_programme(deciding: Deciding, name: str) -> Browser:
    """One that somebody opened by page, and the page that they are then on."""
    browser = await deciding.browser().open("/open/programme")
    day = deciding.walk.days.one
    days = {
        f"{name}.{part}": str(getattr(day, part) + (part == "year" and name == "last"))
        for name in ("first", "last")
        for part in ("day", "month", "year")
    }
    frame = OPENINGS["programme"]["frame"]
    await browser.press("Continue", {"programme": name, "frame": frame, "number": "1", **days})
    await browser.press("Open a programme")

    async def is_fixed() -> bool:
        async with deciding.pool.acquire() as connection:
            state = await programmes.load(connection, name)
        return state is not None and state.stage is ProgrammeStage.FIXED

    await until(is_fixed)
    return await browser.open(f"/programmes/{name}")


async def test_a_wording_is_changed_after_a_look_and_put_back(deciding: Deciding) -> None:
    root = "/programmes/worded"
    browser = await a_programme(deciding, "worded")
    assert "Wording of letters" in browser.text

    await browser.open(f"{root}/letters/decline_noted")
    assert "The standard wording" in browser.text
    assert "Thank you for telling us that {{ area }} will not take part" in browser.text
    assert "The letter cannot do without it" in browser.text

    await browser.open(f"{root}/decide/wording?letter=decline_noted")
    assert browser.fields()["letter"] == ["decline_noted"]
    (begun_with,) = browser.fields()["wording"]
    assert begun_with.startswith("Subject: Area SEND visit to {{ area }}: ")
    assert "your reply is noted" in begun_with.splitlines()[0]
    await browser.press("Continue", {"wording": WORDS})
    assert browser.problems == []
    assert "From now on, with made-up particulars: the letter that notes the decline" in (
        browser.text
    )
    assert "What happens next: nothing on Monday 5 October 2026." in browser.text
    assert "<script>alert(1)</script>" in browser.text  # it is shown, and no element of the page
    assert [one for one in browser.page.iter("script") if one.text == "alert(1)"] == []
    await browser.press("Change the wording of a kind of letter")
    assert browser.heading == "Recorded"

    await browser.open(f"{root}/letters/decline_noted")
    assert "The programme's own, version 1" in browser.text
    await browser.open(f"{root}/decide/standard-wording?letter=decline_noted")
    await browser.press("Continue")
    await browser.press("Go back to the standard wording of a kind of letter")
    assert browser.heading == "Recorded"
    await browser.open(f"{root}/letters")
    assert "version" not in browser.text


async def test_what_is_wrong_is_said_with_its_line_before_the_button(deciding: Deciding) -> None:
    browser = await a_programme(deciding, "worded-wrongly")
    await browser.open("/programmes/worded-wrongly/decide/wording")

    await browser.press(
        "Continue",
        {
            "letter": "reminder",
            "wording": "Subject: {{ area }}\n\n{{ area|upper }}\n{{ tomorrow }}",
        },
    )

    (told,) = browser.problems
    assert "The wording of the reminder of the reply was not changed." in told
    assert "Line 3: between {{ and }} stands one placeholder and nothing else." in told
    assert "Line 4: there is no placeholder {{ tomorrow }} in this letter" in told
