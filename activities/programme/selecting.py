"""Works out the portfolio, draws the sample, promotes reserves: solved here, checked by the rules."""

from temporalio import activity

from register.connection import Pool
from schemas.programme.messages import PortfolioFound, PromotionFound, SampleFound
from schemas.programme.work import DrawRequest, FixRequest, PromoteRequest


class Selecting:
    """What a programme has solved.

    Args:
        pool: The register.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def fix_portfolio(self, request: FixRequest) -> PortfolioFound:
        """Work out the permissible samples of a frame, and keep them."""
        raise NotImplementedError

    @activity.defn
    async def draw_sample(self, request: DrawRequest) -> SampleFound:
        """Draw by the seed."""
        raise NotImplementedError

    @activity.defn
    async def promote_reserve(self, request: PromoteRequest) -> PromotionFound:
        """Find the reserve that takes a place."""
        raise NotImplementedError
