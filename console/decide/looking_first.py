"""Opens what looks at decisions before they are taken; Temporal need not run.

Imported by a command when it looks: what letters and documents are made with takes a while to load.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from console.terminal.acting import who_acts
from console.terminal.connection import find
from desk.authority import ByRegister
from desk.clock import Clock, the_registers
from desk.previews import Previews
from desk.taking_in import TakingIn
from register.opening import open_register
from schemas.ids import ActorRef
from worker.department_settings import department_mailboxes
from worker.mail_settings import mail_settings

clock: Clock = the_registers
"""The clock that decisions are looked at by."""


class LookingFirst(NamedTuple):
    """What looks at decisions, and who looks."""

    previews: Previews
    actor: ActorRef


@asynccontextmanager
async def the_previews(folder: Path) -> AsyncIterator[LookingFirst]:
    """What looks at decisions and who looks, for as long as the block lasts.

    Raises:
        NotSignedIn: Nobody acts there.
    """
    place = find(folder)
    embedded = place.stack is not None
    taking_in = TakingIn(
        clock=clock,
        offset=lambda: timedelta(0),
        mailboxes=lambda: department_mailboxes(embedded=embedded),
        authority=ByRegister(),
    )
    async with open_register(place.database_url, size=1) as pool:
        async with pool.acquire() as connection:
            actor = await who_acts(connection, place)
        yield LookingFirst(Previews(pool, taking_in, mail_settings().sender), actor)
