"""Where the pages listen, and how they are reached, as the environment says."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from worker.environment import number, page_address
from worker.letterhead_settings import PRIVACY_NOTICE
from worker.settings import proxies


@dataclass(frozen=True)
class PagesSettings:
    """Where the pages listen.

    Attributes:
        host: An address of this machine.
        port: 0 for any free one.
        proxies: Addresses of proxies before them, who say for whom they ask; none by default.
        tls: Whether they are reached over TLS alone, as their public address says.
        on_gov_uk: Whether they are served from gov.uk.
        privacy_notice: Where it is said what becomes of names and addresses; empty if nowhere.
        accessibility: Where the accessibility statement is; empty if nowhere.
    """

    host: str = "127.0.0.1"
    port: int = 8500
    proxies: tuple[str, ...] = ()
    tls: bool = False
    on_gov_uk: bool = False
    privacy_notice: str = ""
    accessibility: str = ""


def pages_settings(env: Mapping[str, str] = os.environ) -> PagesSettings:
    """Read `VISITS_PAGES_HOST`, `_PORT`, `_PROXIES`, `_ADDRESS` and `_ACCESSIBILITY`.

    And `PAGES_ON_GOV_UK`, and the address of the privacy notice, which letters have, too.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = PagesSettings()
    return PagesSettings(
        host=env.get("VISITS_PAGES_HOST") or default.host,
        port=number(env, "VISITS_PAGES_PORT", default.port, most=65_535),
        proxies=proxies(env, "VISITS_PAGES_PROXIES"),
        tls=env.get("VISITS_PAGES_ADDRESS", "").startswith("https://"),
        on_gov_uk=env.get("PAGES_ON_GOV_UK") == "yes",
        privacy_notice=page_address(env, PRIVACY_NOTICE),
        accessibility=page_address(env, "VISITS_PAGES_ACCESSIBILITY"),
    )
