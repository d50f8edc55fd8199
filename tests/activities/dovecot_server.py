"""Debian's Dovecot, for one test run: an instance of its own, on loopback, over a given Maildir."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from activities.channels import Tls, TlsMode
from activities.incoming import ImapAccount
from stack.ports import LOOPBACK
from tests.support.free_ports import free_port

DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
HAS_IMAP = any(
    Path(folder, "imap").exists() for folder in ("/usr/lib/dovecot", "/usr/libexec/dovecot")
)
_STARTS_WITHIN = 20  # seconds
_PASSWORD = "for-one-test"  # noqa: S105 - of a server that lives for one test

_CONF = """
protocols = imap
listen = {loopback}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
{tls}
mail_location = maildir:{mail}
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {{
  inbox = yes
  separator = .
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={folder}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


_IN_CLEAR = "ssl = no\ndisable_plaintext_auth = no"
_ENCRYPTED = "ssl = required\nssl_cert = <{certificate}\nssl_key = <{certificate}"


@contextmanager
def dovecot_server(
    mail: Path, owner: int, certificate: Path | None = None
) -> Iterator[ImapAccount]:
    """Run one over a Maildir, until the block ends; how to reach it.

    Args:
        mail: The Maildir.
        owner: Whose it is.
        certificate: With its key; nothing is said before TLS has begun then.
    """
    assert DOVECOT is not None
    folder = Path(tempfile.mkdtemp(prefix="visits-dovecot-"))
    folder.chmod(0o755)
    (folder / "home").mkdir()
    os.chown(folder / "home", owner, owner)
    port = free_port()
    conf = folder / "dovecot.conf"
    conf.write_text(
        _CONF.format(
            folder=folder,
            loopback=LOOPBACK,
            mail=mail,
            owner=owner,
            port=port,
            password=_PASSWORD,
            tls=_IN_CLEAR if certificate is None else _ENCRYPTED.format(certificate=certificate),
        )
    )
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(conf)], stderr=subprocess.PIPE)
    try:
        _wait(process, port, folder / "log")
        tls = Tls(TlsMode.NONE) if certificate is None else Tls(ca_file=certificate)
        yield ImapAccount(LOOPBACK, "bounces", _PASSWORD, port=port, tls=tls)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        if process.poll() is None:
            process.kill()
        process.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    ends = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > ends:
                said = log.read_text() if log.exists() else ""
                raise RuntimeError(f"Dovecot did not start: {said}") from None
            time.sleep(0.05)
        else:
            return
