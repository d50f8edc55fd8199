"""Reads what letters say of whoever sends them from the environment."""

import os
from collections.abc import Mapping
from typing import Final

from activities.fonts import find_unprintable
from activities.letterhead import STAND_IN, Letterhead
from schemas.words import on_one_line
from worker.environment import SettingsError, page_address

PRIVACY_NOTICE: Final = "VISITS_LETTER_PRIVACY_NOTICE"
"""Where the privacy notice is, for letters and for pages."""


def letterhead_settings(env: Mapping[str, str] = os.environ) -> Letterhead:
    """Read `VISITS_LETTER_*`: who signs, where to write, what applies.

    Raises:
        SettingsError: One of them cannot be printed, or is not the address of a page.
    """
    default = STAND_IN
    return Letterhead(
        signatory=_printable(env, "VISITS_LETTER_SIGNATORY", default.signatory),
        post=_printable(env, "VISITS_LETTER_POST", default.post),
        telephone=_printable(env, "VISITS_LETTER_TELEPHONE", default.telephone),
        postal_address=_printable(env, "VISITS_LETTER_ADDRESS", default.postal_address),
        purpose=_printable(env, "VISITS_LETTER_PURPOSE", default.purpose),
        legal_basis=_printable(env, "VISITS_LETTER_LEGAL_BASIS", default.legal_basis),
        privacy_notice=page_address(env, PRIVACY_NOTICE, default.privacy_notice),
        complaints=page_address(env, "VISITS_LETTER_COMPLAINTS", default.complaints),
    )


def _printable(env: Mapping[str, str], name: str, default: str) -> str:
    """Checked here, because every letter would have to be refused otherwise."""
    text = on_one_line(env.get(name, ""))
    if (found := find_unprintable(text)) is not None:
        raise SettingsError(f"In {name}, {found.words}.")
    return text or default
