"""A channel to a mail server under test, in clear on loopback."""

from activities.channels import MailServer, SmtpChannel, Tls, TlsMode
from stack.ports import LOOPBACK

IN_CLEAR = Tls(TlsMode.NONE)


def smtp_to(port: int, *, timeout: float = 10) -> SmtpChannel:
    """Hand letters to whoever listens there."""
    server = MailServer(LOOPBACK, port, hello="visits.example", tls=IN_CLEAR)
    return SmtpChannel(server, timeout=timeout)
