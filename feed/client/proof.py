"""The proof that a copy of the log is the log."""

import aiohttp

from . import chain
from .asking import GapInLog, NotWhole, Trust, bearer, raise_for
from .event import FeedEvent


class RunningDigest:
    """The digest over a copy of the log, kept as events come; see `matches`.

    It takes whole events, which a token with the scopes `feed` and `personal` is given. A copy made
    without the second has no gap in its positions, and no digest.

    Args:
        digest: What an earlier run came to, in hexadecimal.
        position: The last position it covers.
    """

    def __init__(self, digest: str = chain.START.hex(), position: int = 0) -> None:
        self._digest = bytes.fromhex(digest)
        self.position = position

    @property
    def digest(self) -> str:
        """In hexadecimal."""
        return self._digest.hex()

    def add(self, event: FeedEvent) -> None:
        """Take in the next event of the whole log.

        Raises:
            GapInLog: It does not follow.
            NotWhole: Something of it is withheld.
        """
        if event.withheld:
            raise NotWhole(
                f"Of position {event.position} {', '.join(event.withheld)} is withheld. Digests "
                "are of whole events, so this copy cannot be proven: that takes one made with a "
                "token that has the scope “personal”."
            )
        if event.position != self.position + 1:
            raise GapInLog(f"position {event.position} does not follow {self.position}")
        self._digest = chain.link(self._digest, event.text)
        self.position = event.position

    async def matches(self, address: str, token: str, *, trust: Trust = True) -> bool:
        """Whether the feed has the same log up to here.

        Args:
            address: Of the feed, without a path.
            token: With the scopes `feed` and `personal`.
            trust: Whose certificates are believed.

        Raises:
            FeedRefused: The feed has no such position, or the token does not open its digests:
                that takes the scope `personal`.
            aiohttp.ClientError: The feed cannot be reached.
        """
        async with (
            aiohttp.ClientSession(headers=bearer(token)) as session,
            session.get(f"{address}/events/digests/{self.position}", ssl=trust) as answer,
        ):
            await raise_for(answer)
            told = await answer.json()
        return bool(told["digest"] == self.digest)
