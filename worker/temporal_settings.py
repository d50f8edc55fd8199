"""Where Temporal is, as its environment configuration says.

Temporal's own reader takes whatever it is given: `TEMPORAL_TLS=no` turns TLS on, and an address
without a port is one at port 80. What cannot be meant is refused here, with the setting's name.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from temporalio.envconfig import ClientConfig, ClientConnectConfig

from worker.environment import SettingsError, told, yes_or_no

_ADDRESS: Final = "TEMPORAL_ADDRESS"
_TLS: Final = "TEMPORAL_TLS"
_FILE: Final = "TEMPORAL_CONFIG_FILE"
_PLACE: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):(?P<port>[0-9]{1,5})")
_HIGHEST_PORT: Final = 65_535


def temporal_settings(env: Mapping[str, str] = os.environ) -> ClientConnectConfig:
    """Read Temporal's environment configuration: `TEMPORAL_ADDRESS`, TLS, a profile of a file.

    A file that there is not would be passed over, and a server on this machine asked instead. What
    its reader says of another may quote it, keys included: it is not repeated.

    Raises:
        SettingsError: It cannot be read, or makes no sense.
    """
    file = env.get(_FILE)
    if file and not _is_file(file):
        raise SettingsError(f"{_FILE} must be a file that can be read, not “{told(file)}”.")
    meant = _meant(env)
    try:
        return ClientConfig.load_client_connect_config(override_env_vars=meant)
    except RuntimeError:
        raise SettingsError(
            f"Temporal's settings cannot be read: {_FILE}, or else Temporal's usual file, must be "
            "TOML and have the profile that TEMPORAL_PROFILE names."
        ) from None
    except OSError as error:
        raise _unreadable(error, meant) from None


def _meant(env: Mapping[str, str]) -> dict[str, str]:
    """The environment as Temporal's reader takes it for what is meant; what is empty is not set.

    It reads UTF-8 alone: what is something else is left out, which is no fault where others set it.
    """
    meant = {
        name: value for name, value in env.items() if value or not name.startswith("TEMPORAL_")
    }
    for name in [name for name, value in meant.items() if not (_is_utf8(name + value))]:
        if name.startswith("TEMPORAL_"):
            raise SettingsError(f"{told(name)} must be text in UTF-8.")
        del meant[name]
    address = meant.get(_ADDRESS)
    if address is not None:
        found = _PLACE.fullmatch(address)
        if not found or not 0 < int(found["port"]) <= _HIGHEST_PORT:
            raise SettingsError(
                f"{_ADDRESS} must be a host and its port, such as temporal:7233, not "
                f"“{told(address)}”."
            )
    if _TLS in meant:
        meant[_TLS] = "true" if yes_or_no(meant, _TLS, default=False) else "false"
    return meant


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # of bytes that the system could not read as text
        return False
    return True


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, say
        return False


def _unreadable(error: OSError, env: Mapping[str, str]) -> SettingsError:
    """Of a key or a certificate that the settings, or the profile, name."""
    file = str(error.filename)
    named = [name for name, value in env.items() if name.startswith(_TLS) and value == file]
    setting = next(iter(named), f"A file that Temporal's profile names for {_TLS}")
    return SettingsError(f"{setting} must be a file that can be read, not “{told(file)}”.")
