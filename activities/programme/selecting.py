"""The portfolio, the sample and the reserves of a programme: solved here, checked by the rules."""

import asyncio
import hashlib

from temporalio import activity

from activities.findings import kept
from activities.programme.owing import require_owed
from activities.unreadable import tells_what_is_unreadable
from register import content
from register.connection import Pool
from rules import chain
from rules.selection import draw, promote
from schemas.content import ContentRef
from schemas.ids import ProgrammeId
from schemas.programme.content import FixedPortfolio, FrameFile, Seed
from schemas.programme.messages import PortfolioFound, PromotionFound, SampleFound
from schemas.programme.work import DrawRequest, FixRequest, PromoteRequest
from schemas.selection import Portfolio
from schemas.values import ContentKind


class Selecting:
    """What a programme has solved and drawn.

    Args:
        pool: The register.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    @tells_what_is_unreadable
    async def fix_portfolio(self, request: FixRequest) -> PortfolioFound:
        """Work out the permissible samples of a frame, and keep them; again gives those kept."""
        # OR-Tools takes a while to load, and only programmes need it.
        from activities.solvers.selection import fix

        await require_owed(self._pool, request.programme, request)
        fixed = await self._fixed(request.programme)
        if fixed is None:
            file = await self._frame(request.programme, request.frame)
            solving = asyncio.create_task(asyncio.to_thread(fix, file.frame, file.asked))
            while not (await asyncio.wait([solving], timeout=1))[0]:
                activity.heartbeat()
            portfolio = solving.result()
            async with self._pool.acquire() as connection, connection.transaction():
                fixed = await content.keep(
                    connection,
                    request.programme,
                    ContentKind.PORTFOLIO,
                    FixedPortfolio(portfolio=portfolio),
                )
        else:
            portfolio = await self._portfolio(request.programme, fixed)
        found = PortfolioFound(
            portfolio=fixed,
            sha256=hashlib.sha256(
                chain.canonical(portfolio.model_dump(mode="json")).encode()
            ).hexdigest(),
            samples=len(portfolio.samples),
            tickets=portfolio.tickets,
        )
        return await kept(self._pool, request.programme, found)

    @activity.defn
    @tells_what_is_unreadable
    async def draw_sample(self, request: DrawRequest) -> SampleFound:
        """Draw by the seed."""
        await require_owed(self._pool, request.programme, request)
        file = await self._frame(request.programme, request.frame)
        portfolio = await self._portfolio(request.programme, request.portfolio)
        async with self._pool.acquire() as connection:
            seed = await content.fetch(connection, request.programme, request.seed, Seed)
        drawn = draw(portfolio, file.frame.codes, seed.text, file.reserves)
        sample = SampleFound(selected=drawn.selected, reserves=drawn.reserves)
        return await kept(self._pool, request.programme, sample)

    @activity.defn
    @tells_what_is_unreadable
    async def promote_reserve(self, request: PromoteRequest) -> PromotionFound:
        """Find the reserve that takes a place."""
        await require_owed(self._pool, request.programme, request)
        file = await self._frame(request.programme, request.frame)
        portfolio = await self._portfolio(request.programme, request.portfolio)
        known = set(file.frame.codes)  # an area that was added by hand may be outside the frame
        standing = [code for code in request.standing if code in known]
        reserve = promote(portfolio, file.frame.codes, standing, request.reserves)
        found = PromotionFound(
            lost=request.lost,
            area=reserve.code if reserve else None,
            misses=len(reserve.misses) if reserve else 0,
        )
        return await kept(self._pool, request.programme, found)

    async def _fixed(self, programme: ProgrammeId) -> ContentRef | None:
        """A portfolio that an earlier attempt has kept: solving again could find another."""
        async with self._pool.acquire() as connection:
            return await content.latest(connection, programme, ContentKind.PORTFOLIO)

    async def _frame(self, programme: ProgrammeId, ref: ContentRef) -> FrameFile:
        async with self._pool.acquire() as connection:
            return await content.fetch(connection, programme, ref, FrameFile)

    async def _portfolio(self, programme: ProgrammeId, ref: ContentRef) -> Portfolio:
        async with self._pool.acquire() as connection:
            return (await content.fetch(connection, programme, ref, FixedPortfolio)).portfolio
