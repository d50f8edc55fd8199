"""Where a process tells how it is, as the environment says."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from worker.environment import number

_PORT = "VISITS_METRICS_PORT"


@dataclass(frozen=True)
class WatchSettings:
    """Where a process is watched from.

    Attributes:
        host: An address of this machine; whoever reaches it reads all there is, without a token.
        port: 0 for any free one; `None` for nowhere.
    """

    host: str = "127.0.0.1"
    port: int | None = None


def watch_settings(env: Mapping[str, str] = os.environ) -> WatchSettings:
    """Read `VISITS_METRICS_HOST` and `VISITS_METRICS_PORT`.

    Raises:
        SettingsError: The port is none.
    """
    default = WatchSettings()
    return WatchSettings(
        host=env.get("VISITS_METRICS_HOST") or default.host,
        port=number(env, _PORT, 0, most=65_535) if env.get(_PORT) else None,
    )
