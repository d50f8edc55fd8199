"""The worker of whole visits, run as a program: `python -m bench.beside.whole_worker`.

As `visits worker`, but that it writes as many rounds of letters at once as come, as a rehearsal
does. Whoever is turned away there is to come again a moment later, and where clocks are moved that
moment is skipped: visits would ask over and over, which in real time none of them does.
"""

import asyncio
import os
import sys

from console.collecting import collect_seldom
from register.opening import open_register
from worker.connections import connect, open_channel
from worker.decision_keys import decision_keys
from worker.logs import set_up_logs
from worker.mail_settings import mail_settings
from worker.process import activities_for, running_worker
from worker.settings import worker_settings
from worker.trusting import trusting

_SPARE = 2  # connections beyond those that activities may hold, as `visits worker` has


async def _serve(url: str) -> None:
    settings, mail = worker_settings(), mail_settings()
    async with (
        trusting(decision_keys()),
        open_register(url, size=settings.max_activities + _SPARE) as pool,
    ):
        client = await connect()
        activities = activities_for(pool, open_channel(mail), mail.sender)
        async with running_worker(client, activities, settings):
            collect_seldom()
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    set_up_logs(level=40)
    asyncio.run(_serve(os.environ["DATABASE_URL"]))
