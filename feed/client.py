"""A small client: follows the feed from where a consumer was, and refuses to miss anything.

    from pathlib import Path

    from feed.client import FilePosition, follow

    async def main() -> None:
        place = FilePosition(Path("feed-position.json"))
        async for event in follow("https://visits.example", token, position=place):
            await warehouse.store(event)

`event` is a CloudEvent as a dictionary. The place is saved when the body of the loop is done with
an event, so an event is never skipped: whoever dies in the middle of one gets that one again, and
knows it by its `source` and `id`. The loop does not end by itself. Failures that pass (no network,
a server that is starting, too many requests) are waited out; what does not pass by itself is
raised: `Refused` when the server says no, `GapFound` when what it sends does not follow what there
was, `CopyDiffers` when two copies of the log are not the same.

To prove that nothing was missed or changed, keep a digest of all that came, and compare it with
the server's:

        following = follow("https://visits.example", token, position=place, proof=True)
        async for event in following:
            await warehouse.store(event)
            if event["position"] % 1000 == 0:
                await following.compare()

Filters (`types`, `visits`, `programmes`) make positions jump, so with one there is neither a check
for gaps nor a proof. A consumer that stores events in a database should keep the place there, in
the transaction of the event: any object with `load` and `save` will do as a `position`, and one
whose `save` does nothing leaves it to the body of the loop.
"""

import asyncio
import json
import logging
import os
import random
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import aiohttp

from rules import chain

_log = logging.getLogger(__name__)

CloudEvent: TypeAlias = dict[str, Any]
"""One event; `position` is its place in the log, `data` what happened."""


class GapFound(Exception):
    """What the server sent does not follow what there was; nothing of it was handed on."""


class CopyDiffers(Exception):
    """The digest of what came is not that of the server's log up to there."""


class Refused(Exception):
    """The server said no, and would again.

    Attributes:
        status: The HTTP status.
        detail: The server's sentence.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{detail} (HTTP {status})")
        self.status = status
        self.detail = detail


class Place(NamedTuple):
    """Where a consumer is.

    Attributes:
        position: Everything up to here is done; 0 before the first event.
        digest: The digest of the log up to there, in hexadecimal; `None` if it is not kept.
    """

    position: int = 0
    digest: str | None = None


class Position(Protocol):
    """Where a consumer keeps its place."""

    async def load(self) -> Place:
        """The place saved last, or `Place()` if there is none."""

    async def save(self, place: Place) -> None:
        """Keep a place, instead of the one before."""


class FilePosition:
    """A place in a small JSON file, which is replaced as a whole.

    Args:
        path: The file; its folder must be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    async def load(self) -> Place:
        """The place saved last, or `Place()` if there is no file."""
        try:
            return Place(**json.loads(self._path.read_text()))
        except FileNotFoundError:
            return Place()

    async def save(self, place: Place) -> None:
        """Write the file; whoever looks, even after a crash, sees the old one or the new one."""
        await asyncio.to_thread(self._write, json.dumps(place._asdict()))

    def _write(self, text: str) -> None:
        beside = self._path.with_name(f"{self._path.name}.new")
        with beside.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


class MemoryPosition:
    """A place that is lost with the process.

    Args:
        place: Where to start.
    """

    def __init__(self, place: Place = Place()) -> None:  # noqa: B008 - it cannot be changed
        self.place = place

    async def load(self) -> Place:
        """The place saved last."""
        return self.place

    async def save(self, place: Place) -> None:
        """Keep it."""
        self.place = place


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait before asking again.

    Attributes:
        first: Seconds, at the most, after the first failure; twice as many after each further one.
        most: Seconds, at the most, however many failures; also the most that a server is
            granted that asks for more (`Retry-After`).
    """

    first: float = 0.5
    most: float = 60.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row; never the same for all consumers."""
        longest = min(self.most, self.first * 2.0 ** min(failures - 1, 30))
        return longest * random.uniform(0.5, 1)  # noqa: S311 - nothing secret


def follow(  # noqa: PLR0913 - each has its default
    address: str,
    token: str,
    *,
    position: Position | None = None,
    types: Collection[str] = (),
    visits: Collection[str] = (),
    programmes: Collection[str] = (),
    proof: bool = False,
    save_every: int = 1,
    batch: int = 1000,
    poll: float = 30.0,
    patience: Patience = Patience(),
) -> "Following":
    """Follow a feed from where the consumer was; see the module for an example.

    Args:
        address: Of the feed, e.g. `https://visits.example`.
        token: With the scope `feed`.
        position: Where the consumer keeps its place; without one it starts from the beginning.
        types: Only events of these types.
        visits: Only events about these visits.
        programmes: Only events of these programmes.
        proof: Whether to keep a digest of all that comes, for `compare`.
        save_every: Save the place after so many events, and whenever there are no more for now.
        batch: Events in one request, 10 000 at the most.
        poll: Seconds that the server is to wait for an event, 60 at the most.
        patience: How long to wait after failures.

    Raises:
        ValueError: A proof was asked for together with a filter.
    """
    filters = [("type", types), ("visit", visits), ("programme", programmes)]
    query = [(name, value) for name, values in filters for value in values]
    if proof and query:
        raise ValueError("A digest is over all events; it cannot be kept of some.")
    return Following(
        _Asking(address.rstrip("/"), token, query, batch, poll, patience),
        position or MemoryPosition(),
        proof=proof,
        save_every=save_every,
    )


class Following:
    """A feed that is being followed; made by `follow`, and to be iterated over once."""

    def __init__(
        self, asking: "_Asking", position: Position, *, proof: bool, save_every: int
    ) -> None:
        self._asking = asking
        self._keeper = position
        self._proof = proof
        self._save_every = save_every
        self._done = Place()
        self._unsaved = 0

    @property
    def place(self) -> Place:
        """Where the consumer is: what is up to here the loop is done with."""
        return self._done

    async def compare(self) -> Place:
        """Compare all that came with the server's log, by their digests.

        In the body of the loop the event at hand is not among them yet.

        Returns:
            Up to where they are the same.

        Raises:
            CopyDiffers: They are not.
            Refused: The server has no such position, or does not let us in.
            ValueError: No digest is kept.
        """
        mine = self._done
        if mine.digest is None:
            raise ValueError("No digest is kept; follow with proof=True.")
        async with self._asking.session() as session:
            theirs = await self._asking.digest(session, mine.position)
        if theirs != mine.digest:
            raise CopyDiffers(
                f"Up to position {mine.position} the digest of what came is {mine.digest}, and "
                f"the server's is {theirs}. One of the two is not what was published; find where "
                "they part by comparing earlier positions."
            )
        return mine

    def __aiter__(self) -> AsyncIterator[CloudEvent]:
        return self.events()

    async def events(self) -> AsyncGenerator[CloudEvent, None]:
        """What iterating over this gives, for whoever wants to close it (`contextlib.aclosing`)."""
        self._done = _opened(await self._keeper.load(), proof=self._proof)
        try:
            async with (
                self._asking.session() as session,
                aclosing(self._asking.pages(session, self._done.position)) as pages,
            ):
                async for page in pages:
                    for event in page.events:
                        yield event
                        # Only now: who asks for the next is done with this one.
                        await self._finish(event)
                    if self._done.position < page.looked_at:
                        self._done = self._done._replace(position=page.looked_at)
                        self._unsaved += 1
                    await self._save()
        finally:
            await self._save()

    async def _finish(self, event: CloudEvent) -> None:
        digest = self._done.digest
        if digest is not None:
            digest = chain.link(bytes.fromhex(digest), chain.canonical(event)).hex()
        self._done = Place(event["position"], digest)
        self._unsaved += 1
        if self._unsaved >= self._save_every:
            await self._save()

    async def _save(self) -> None:
        if self._unsaved:
            await self._keeper.save(self._done)
            self._unsaved = 0


def _opened(place: Place, *, proof: bool) -> Place:
    if not proof:
        return Place(place.position)
    if place.position == 0:
        return Place(0, chain.START.hex())
    if place.digest is None:
        raise ValueError(
            f"No digest was kept up to position {place.position}, so nothing can be proved from "
            "there on. Start from the beginning, or follow without a proof."
        )
    return place


# --- Asking ------------------------------------------------------------------------------------

_PASSES: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_SLACK: Final = 30.0  # seconds without a byte, beyond what the server was asked to wait


class _Page(NamedTuple):
    """What was asked for up to a position."""

    events: list[CloudEvent]
    looked_at: int


class _NotNow(Exception):
    """The server cannot answer now.

    Attributes:
        status: The HTTP status.
        after: Seconds after which it asks to be asked again; `None` if it does not say.
    """

    def __init__(self, status: int, after: float | None) -> None:
        super().__init__()
        self.status = status
        self.after = after


@dataclass(frozen=True)
class _Asking:
    """How one consumer asks."""

    address: str
    token: str
    query: list[tuple[str, str]]
    batch: int
    poll: float
    patience: Patience

    def session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=_SLACK, sock_read=self.poll + _SLACK
            ),
        )

    async def pages(
        self, session: aiohttp.ClientSession, after: int
    ) -> AsyncGenerator[_Page, None]:
        """Page after page, without end."""
        while True:
            query = [("after", f"{after}"), ("limit", f"{self.batch}"), ("timeout", f"{self.poll}")]
            body, headers = await self._get(session, "/events", [*query, *self.query])
            if "Feed-Position" not in headers:
                raise Refused(HTTPStatus.OK, f"What answers at {self.address} is not a feed.")
            page = _Page(body, int(headers["Feed-Position"]))
            _require_next(page, after, all_=not self.query)
            yield page
            after = page.looked_at

    async def digest(self, session: aiohttp.ClientSession, position: int) -> str:
        """The server's digest of its log up to a position."""
        body, _ = await self._get(session, f"/events/digests/{position}", [])
        return str(body["digest"])

    async def _get(
        self, session: aiohttp.ClientSession, path: str, query: list[tuple[str, str]]
    ) -> tuple[Any, Any]:
        failures = 0
        while True:
            try:
                async with session.get(f"{self.address}{path}", params=query) as answer:
                    await _require_answered(answer)
                    return await answer.json(content_type=None), answer.headers
            except aiohttp.InvalidURL:
                raise  # it will not be a better address the next time
            except _NotNow as error:
                asked, what = error.after or 0, f"HTTP {error.status}"
            except (aiohttp.ClientError, OSError, ValueError) as error:
                asked, what = 0, type(error).__name__
            failures += 1
            pause = max(self.patience.pause(failures), min(asked, self.patience.most))
            _log.warning("The feed does not answer (%s); asking again in %.1f s", what, pause)
            await asyncio.sleep(pause)


async def _require_answered(answer: aiohttp.ClientResponse) -> None:
    if answer.status == HTTPStatus.OK:
        return
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _PASSES:
        raise _NotNow(answer.status, _seconds(answer.headers.get("Retry-After")))
    try:
        detail = str((await answer.json(content_type=None))["detail"])
    except (ValueError, KeyError, TypeError):
        detail = answer.reason or "The server refuses."
    raise Refused(answer.status, detail)


def _seconds(retry_after: str | None) -> float | None:
    """What `Retry-After` says, in either of its forms."""
    if retry_after is None:
        return None
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _require_next(page: _Page, after: int, *, all_: bool) -> None:
    """Refuse a page that does not follow on.

    Raises:
        GapFound: It does not.
    """
    positions = [event["position"] for event in page.events]
    if all_:
        expected = list(range(after + 1, after + 1 + len(positions)))
        complete = page.looked_at == after + len(positions)
    else:
        expected = sorted({position for position in positions if position > after})
        complete = page.looked_at >= max([after, *positions])
    if positions != expected:
        wrong = next(
            (got for got, want in zip(positions, expected, strict=False) if got != want),
            positions[-1],
        )
        raise GapFound(
            f"After position {after} the server sent position {wrong} out of its place. Nothing "
            "of that answer was used; ask whoever runs the feed what became of the others."
        )
    if not complete:
        raise GapFound(
            f"The server sent {len(positions)} events after position {after} and says that this is "
            f"all up to {page.looked_at}, which cannot be."
        )
