"""People who click, in a process of their own: the list, a visit, a form, its check, a decision."""

import asyncio
import itertools
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import uuid4

import httpx2

from bench.whole.clicks import PATIENCE, Clicks, Over, Window, Wrong, require
from bench.whole.deciding import both_at_once, decide, for_many
from bench.whole.opening import DO, Opened
from pages.session.cookie import SESSION
from release.rehearsal.player import OUT_OF_TERM
from schemas.forms.course import HandOverForm
from schemas.forms.form import VisitForm
from schemas.scenario import filled_in

_LOOKS_FOR_A_DECISION: Final = 10
_AT_LEAST: Final = 2
_MANY: Final = 10
"""Visits about which somebody decides at once."""
_NOTE_TRIES: Final = 10
_LETTER: Final = re.compile(r'href="(/visits/[^"/]+/letters/[^"#]+)"')


class Somebody(NamedTuple):
    """Who clicks.

    Attributes:
        ref: What they are called.
        secret: To sign in with, or by which the API knows them, or a department's token.
    """

    ref: str
    secret: str


@dataclass(frozen=True)
class Hour:
    """What is played, as the process is told.

    Attributes:
        pages: Addresses of the pages; people are spread over them.
        feeds: Likewise of the feed, by which departments read notes.
        people: Who clicks on pages.
        colleagues: Of each of them one, with whom they decide about the same visit at once.
        by_api: Who asks by the API.
        departments: Who reads notes that were shared.
        visits: What there is.
        think: Seconds from an answer to the next click, on average.
        seconds: How long.
        seed: Of all that is drawn.
    """

    pages: Sequence[str]
    feeds: Sequence[str]
    people: Sequence[Somebody]
    colleagues: Sequence[Somebody]
    by_api: Sequence[Somebody]
    departments: Sequence[Somebody]
    visits: Sequence[Opened]
    think: float
    seconds: float
    seed: int


class _Visits:
    """The visits as people share them: who takes the next step of one, and who only looks."""

    def __init__(self, visits: Sequence[Opened]) -> None:
        self.all = visits
        self._taken = {one.visit: one.taken for one in visits}
        self._busy: set[str] = set()

    def some(self, rng: random.Random) -> Opened:
        return rng.choice(self.all)

    def under_way(self, rng: random.Random, number: int) -> list[str]:
        """Some that have not ended."""
        found = [one.visit for one in self.all if self._taken[one.visit] < len(DO)]
        return sorted(rng.sample(found, min(number, len(found))))

    def shared(self, rng: random.Random) -> Opened | None:
        """One whose note was shared before anybody clicked."""
        found = [one for one in self.all if "share" in DO[: one.taken]]
        return rng.choice(found) if found else None

    async def next_step(
        self, one: Opened, take: Callable[[str, VisitForm], Awaitable[bool]], reason: str
    ) -> bool:
        """Let somebody take a visit's next step; `False` where there is none for them."""
        taken = self._taken[one.visit]
        if one.visit in self._busy or taken >= len(DO):
            return False
        days, step = one.days, one.scenario.steps[taken]
        form = filled_in(step, days.one, days.two, one.visit, days.day)
        if not isinstance(form, VisitForm):
            return False
        self._busy.add(one.visit)  # and for good, where it is refused: its day has not come
        form = form.model_copy(update={"reason": f"{OUT_OF_TERM} {reason}"})
        if await take(step.do.replace("_", "-"), form):
            self._taken[one.visit] = taken + 1
            self._busy.discard(one.visit)
        return True


class _Thinking:
    """Waits as long as somebody reads; when the time is over, nobody clicks again.

    Args:
        rng: By what it is drawn.
        mean: Seconds.
        ends: When the time is over, by the clock that only goes forward.
    """

    def __init__(self, rng: random.Random, mean: float, ends: float) -> None:
        self._rng = rng
        self._mean = mean
        self._ends = ends
        self.to_the_end = True

    async def __call__(self) -> None:
        """Think.

        Raises:
            Over: The time is over, and what is being done may be left.
        """
        drawn = min(self._rng.expovariate(1 / self._mean), 4 * self._mean)
        left = self._ends - time.monotonic()
        await asyncio.sleep(max(0.0, min(drawn, left)))
        if drawn > left and not self.to_the_end:
            raise Over


class _Crowd:
    """Everybody."""

    def __init__(self, hour: Hour) -> None:
        self._hour = hour
        self._visits = _Visits(hour.visits)
        self._marks = (f"Load {hour.seed}-{number}." for number in itertools.count(1))
        self._ends = time.monotonic() + hour.seconds
        self._refs = [one.ref for one in (*hour.people, *hour.by_api)]
        self.clicks = Clicks()

    async def play(self) -> None:
        """Until the time is over."""
        hour = self._hour
        await asyncio.gather(
            *(self._on_pages(place, one) for place, one in enumerate(hour.people)),
            *(self._by_api(place, one) for place, one in enumerate(hour.by_api)),
            *(self._reads(place, one) for place, one in enumerate(hour.departments)),
        )

    def _turns(self, place: int, think: "_Thinking") -> Iterator[int]:
        """Whoever is first decides first; each does two things, however slow the house is."""
        for turn in itertools.count():
            think.to_the_end = turn < _AT_LEAST
            if not think.to_the_end and time.monotonic() >= self._ends:
                return
            yield turn - place

    def _thinking(self, rng: random.Random, times: float = 1) -> "_Thinking":
        return _Thinking(rng, self._hour.think * times, self._ends)

    def _hand_over(self, rng: random.Random) -> HandOverForm:
        return HandOverForm(to=rng.choice(self._refs), reason=next(self._marks))

    # --- On pages -----------------------------------------------------------------------------

    async def _on_pages(self, place: int, who: Somebody) -> None:
        rng = random.Random(f"{self._hour.seed} {who.ref}")  # noqa: S311 - drawn again alike
        address = self._hour.pages[place % len(self._hour.pages)]
        async with (
            httpx2.AsyncClient(base_url=address, timeout=PATIENCE) as client,
            httpx2.AsyncClient(base_url=address, timeout=PATIENCE) as another,
        ):
            think = self._thinking(rng)
            window = Window(client, clicks=self.clicks, think=think)
            beside = Window(another, clicks=self.clicks, think=think)
            for one, sits in ((who, window), (self._hour.colleagues[place], beside)):
                await self.clicks.noting(_sign_in(sits, one.secret))
            for turn in self._turns(place, think):
                await self.clicks.noting(self._something(turn, rng, window, beside))
            await window.leave()

    async def _something(
        self, turn: int, rng: random.Random, window: Window, beside: Window
    ) -> None:
        if turn % (_LOOKS_FOR_A_DECISION + 1):
            await self._look(rng, window)
            return
        drawn, one = rng.random(), self._visits.some(rng)
        if drawn < 0.05:  # noqa: PLR2004 - one in twenty
            form = self._hand_over(rng)
            await for_many(window, self._visits.under_way(rng, _MANY), form)
        elif drawn < 0.15:  # noqa: PLR2004 - one in ten
            forms = [self._hand_over(rng), self._hand_over(rng)]
            await both_at_once(window, beside, one.visit, forms)
        else:

            async def take(slug: str, form: VisitForm) -> bool:
                return await decide(window, one.visit, slug, form)

            stepped = drawn < 0.5 and await self._visits.next_step(one, take, next(self._marks))  # noqa: PLR2004 - the scenario's and handing over come in turn
            if not stepped:
                await take("hand-over", self._hand_over(rng))

    async def _look(self, rng: random.Random, window: Window) -> None:
        visit = self._visits.some(rng).visit
        here = f"/visits/{visit}"
        match rng.randrange(10):
            case 0 | 1:
                await window.look("tasks", "/", "My tasks")
            case 2 | 3:
                await window.look("list", "/visits", "<caption")
            case 4 | 5:
                await window.look("visit", here, visit)
                await window.watch(visit)
            case 6:
                await window.look("timeline", f"{here}/timeline", "moj-timeline__item")
            case 7:
                await window.look("letters", f"{here}/letters", visit)
                found = _LETTER.findall(window.answer.text)
                if found:
                    await window.look("letter", rng.choice(found), visit)
            case 8:
                await window.look("note", f"{here}/note", visit)
            case _:
                await window.look("days", f"{here}/days", visit)

    # --- By the API ---------------------------------------------------------------------------

    async def _by_api(self, place: int, who: Somebody) -> None:
        rng = random.Random(f"{self._hour.seed} {who.ref}")  # noqa: S311 - drawn again alike
        address = self._hour.pages[place % len(self._hour.pages)]
        bearer = {"authorization": f"Bearer {who.secret}"}
        async with httpx2.AsyncClient(
            base_url=f"{address}/api", headers=bearer, timeout=PATIENCE
        ) as client:
            think = self._thinking(rng)
            for turn in self._turns(place, think):
                visit = self._visits.some(rng).visit
                if turn % (_LOOKS_FOR_A_DECISION + 1):
                    path = rng.choice(["/visits", f"/visits/{visit}", f"/visits/{visit}/timeline"])
                    await self.clicks.noting(self._ask(client, path, think))
                else:
                    await self.clicks.noting(
                        self._decide_by_api(client, visit, self._hand_over(rng), think)
                    )

    async def _ask(self, client: httpx2.AsyncClient, path: str, think: "_Thinking") -> None:
        await think()
        kind = "API: the list" if path == "/visits" else "API: one visit"
        answer = await self.clicks.time(kind, client.get(path))
        require(answer, kind, HTTPStatus.OK)
        if not answer.json():
            raise Wrong(f"{kind}: nothing stands at {path}")

    async def _decide_by_api(
        self, client: httpx2.AsyncClient, visit: str, form: HandOverForm, think: "_Thinking"
    ) -> None:
        """Bring it, ask what became of it, and bring it once more, as programs do."""
        await think()
        where, key = f"/visits/{visit}/decisions/hand-over", str(uuid4())
        body, params = form.model_dump(mode="json", exclude_none=True), {"confirmed": "true"}

        async def bring() -> httpx2.Response:
            sent = client.post(where, json=body, params=params, headers={"Idempotency-Key": key})
            return await self.clicks.time("API: a decision", sent)

        allowed = HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.CONFLICT
        answer = await bring()
        require(answer, "API: a decision", *allowed)
        if answer.status_code == HTTPStatus.CONFLICT:
            self.clicks.counts["refused"] += 1
            if " " not in answer.json()["detail"]:
                raise Wrong(f"{where} refuses with {answer.text}")
            return
        self.clicks.counts["told “not yet”"] += answer.status_code == HTTPStatus.ACCEPTED
        self.clicks.decided.append((visit, key, "hand-over"))
        for _ in range(60):
            found = await self._ask_what_became(client, visit, key)
            if found == HTTPStatus.OK:
                break
            await asyncio.sleep(1)
        else:
            raise Wrong(f"{where} was accepted, and is not recorded")
        require(await bring(), "API: a decision once more", HTTPStatus.OK)

    async def _ask_what_became(self, client: httpx2.AsyncClient, visit: str, key: str) -> int:
        asked = client.get(f"/decisions/{visit}/{key}")
        answer = await self.clicks.time("API: what became of it", asked)
        require(answer, "API: what became of it", HTTPStatus.OK, HTTPStatus.ACCEPTED)
        return answer.status_code

    # --- Departments --------------------------------------------------------------------------

    async def _reads(self, place: int, who: Somebody) -> None:
        """Read notes that were shared, one after the other."""
        rng = random.Random(f"{self._hour.seed} {who.ref}")  # noqa: S311 - drawn again alike
        address = self._hour.feeds[place % len(self._hour.feeds)]
        bearer = {"authorization": f"Bearer {who.secret}"}
        think = self._thinking(rng, times=4)
        async with httpx2.AsyncClient(base_url=address, headers=bearer, timeout=PATIENCE) as client:
            for _ in self._turns(place, think):
                if (one := self._visits.shared(rng)) is not None:
                    await self.clicks.noting(self._read(client, one.visit, think))

    async def _read(self, client: httpx2.AsyncClient, visit: str, think: "_Thinking") -> None:
        await think()
        kind = "a shared note, by its department"
        answer = await self.clicks.time(kind, client.get(f"/visits/{visit}/note"))
        for _ in range(_NOTE_TRIES):
            if "Retry-After" not in answer.headers:
                break
            self.clicks.counts["told that a note is still being made"] += 1
            await asyncio.sleep(float(answer.headers["Retry-After"]))
            answer = await self.clicks.time(kind, client.get(f"/visits/{visit}/note"))
        require(answer, kind, HTTPStatus.OK)
        if not answer.content.startswith(b"%PDF"):
            raise Wrong(f"{kind}: of {visit} no PDF came")
        self.clicks.counts["notes read by departments"] += 1


async def _sign_in(window: Window, secret: str) -> None:
    """By an address that works once, as the link in a message does."""
    await window.think()
    sent = window.client.post("/sign-in/once", data={"secret": secret})
    answer = await window.clicks.time("signing in", sent)
    require(answer, "signing in", HTTPStatus.SEE_OTHER)
    # At an address with a port its name has the port, too.
    shown = {name: value for name, value in answer.cookies.items() if name.startswith(SESSION)}
    if not shown:
        raise Wrong("signing in gave no session")
    # On loopback browsers send this cookie without TLS, too, and other clients do not.
    window.client.cookies = httpx2.Cookies(shown)


async def play(hour: Hour) -> dict[str, Any]:
    """Play it.

    Returns:
        What was clicked, as JSON.
    """
    crowd = _Crowd(hour)
    await crowd.play()
    clicks = crowd.clicks
    return {
        "taken": clicks.taken,
        "decided": clicks.decided,
        "batches": clicks.batches,
        "counts": dict(clicks.counts),
        "wrong": clicks.wrong,
        "failed": clicks.failed,
    }
