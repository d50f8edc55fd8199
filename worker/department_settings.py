"""Reads where agreed notes go from the environment: the mailboxes of DfE and NHS England."""

import os
from collections.abc import Mapping

from desk.departments import EXAMPLES, SETTINGS
from schemas.personal import Person
from worker.environment import SettingsError, is_loopback, mail_address


def department_mailboxes(
    env: Mapping[str, str] = os.environ, *, embedded: bool = False
) -> tuple[Person, ...]:
    """Read `VISITS_MAIL_DFE` and `VISITS_MAIL_NHS_ENGLAND`.

    Args:
        env: The environment.
        embedded: Whether it is for a stack of this machine. There, example addresses stand in for
            settings that are missing, as long as no letter leaves the machine.

    Raises:
        SettingsError: They are missing, or are no e-mail addresses.
    """
    missing = [name for name in SETTINGS.values() if not env.get(name)]
    if missing and embedded and len(missing) == len(SETTINGS) and _stay_here(env):
        return EXAMPLES
    if missing:
        raise SettingsError(
            "Nobody has said where agreed notes go: set VISITS_MAIL_DFE and "
            "VISITS_MAIL_NHS_ENGLAND to the mailboxes of DfE and NHS England. "
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set."
        )
    for name in SETTINGS.values():
        mail_address(env, name)  # refused in a sentence
    return tuple(
        Person(
            ref=example.ref,
            role=example.role,
            name=example.organisation,
            email=env[name],
            organisation=example.organisation,
        )
        for name, example in zip(SETTINGS.values(), EXAMPLES, strict=True)
    )


def _stay_here(env: Mapping[str, str]) -> bool:
    """Whether no letter leaves this machine: they go to a folder, or to a server on it."""
    match env.get("VISITS_MAIL_CHANNEL"):
        case "smtp":
            return is_loopback(env.get("VISITS_SMTP_HOST") or "localhost")
        case "notify":
            return False
        case _:  # to a folder, or nowhere at all
            return True
