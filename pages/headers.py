"""Headers of every page: nothing inline, nothing framed, nothing kept, nothing told to others."""

from collections.abc import Mapping
from typing import Final

_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    # `no-referrer` would make a form that is posted come from `null`.
    "Referrer-Policy": "strict-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TLS: Final = {"Strict-Transport-Security": "max-age=63072000"}


def page_headers(*, tls: bool) -> Mapping[str, str]:
    """What every page says besides what every door does.

    Args:
        tls: Whether the pages are reached over TLS alone.
    """
    return {**_HEADERS, **_TLS} if tls else _HEADERS
