"""Reads how a connection to a mail server is encrypted."""

from collections.abc import Mapping
from pathlib import Path

from activities.channels import Tls, TlsMode
from worker.environment import SettingsError, one_of, told, yes_or_no


def tls_settings(env: Mapping[str, str], prefix: str, default: TlsMode) -> Tls:
    """Read `<prefix>_TLS`, `<prefix>_CA_FILE` and `<prefix>_VERIFY`.

    Args:
        env: The environment.
        prefix: Of the settings, such as `VISITS_SMTP`.
        default: How it is where nothing is set.

    Raises:
        SettingsError: One of them makes no sense.
    """
    tls = Tls(
        mode=one_of(env, f"{prefix}_TLS", TlsMode, default),
        ca_file=Path(text) if (text := env.get(f"{prefix}_CA_FILE")) else None,
        verify=yes_or_no(env, f"{prefix}_VERIFY", default=True),
    )
    try:
        if tls.ca_file is not None:
            tls.context()
    except OSError:
        raise SettingsError(
            f"{prefix}_CA_FILE must be a file of certificates (PEM), not "
            f"“{told(str(tls.ca_file))}”."
        ) from None
    return tls
