"""Whether and how a connection to a mail server is encrypted."""

import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

IMPLICIT_PORT = 465
"""Where TLS begins with the connection instead of by STARTTLS (RFC 8314, 3.3)."""


class TlsMode(StrEnum):
    """How much encryption is insisted on.

    `required`: nothing is said before the connection is encrypted, to the right server.
    `opportunistic`: encrypted where the server offers it, whatever certificate it shows: better
    than in clear, no proof of anything. `none`: in clear.
    """

    REQUIRED = "required"
    OPPORTUNISTIC = "opportunistic"
    NONE = "none"


@dataclass(frozen=True)
class Tls:
    """Encryption as an operator set it.

    Attributes:
        mode: How much is insisted on.
        ca_file: Certificates of the authorities that are trusted (PEM); the system's if `None`.
        verify: Whether, where it is required, the server must show a certificate of its name.
    """

    mode: TlsMode = TlsMode.REQUIRED
    ca_file: Path | None = None
    verify: bool = True

    def context(self) -> ssl.SSLContext:
        """What a connection is encrypted with.

        Raises:
            OSError: The authorities' file cannot be read, or has no certificates.
        """
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.mode is not TlsMode.REQUIRED or not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context
