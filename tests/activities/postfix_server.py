"""Debian's Postfix, for one test run: an instance of its own, on loopback, in a folder of its own.

It listens on a port for each of its manners, because Postfix says with a service, and not with an
answer, whom it refuses.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stack.ports import LOOPBACK
from tests.support.free_ports import free_port

POSTFIX = shutil.which("postfix", path="/usr/sbin:/usr/local/sbin")
NOBODY = 65_534  # owns what is delivered
_STARTS_WITHIN = 20  # seconds

_MAIN = """
compatibility_level = 3.6
myhostname = mail.example
mynetworks =
inet_interfaces = {loopback}
inet_protocols = ipv4
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
disable_dns_lookups = yes
notify_classes =
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/people
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
"""

_MASTER = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """An instance that runs.

    Attributes:
        folder: Where it keeps everything.
        ports: Where it listens, by the name of its manners.
    """

    folder: Path
    ports: Mapping[str, int]

    def delivered_to(self, person: str) -> list[bytes]:
        """What has arrived in somebody's mailbox."""
        return [file.read_bytes() for file in (self.folder / "mail" / person / "new").glob("*")]

    def forget(self) -> None:
        """Empty every mailbox."""
        for file in (self.folder / "mail").glob("*/new/*"):
            file.unlink()


@contextmanager
def postfix_server(
    domain: str, people: list[str], manners: Mapping[str, Mapping[str, str]], more: str = ""
) -> Iterator[Postfix]:
    """Run one, until the block ends.

    Args:
        domain: Whose mailboxes it has.
        people: Their names.
        manners: By name, settings of `smtpd` that differ there; `{folder}` is its folder.
        more: Further lines of its `main.cf`.
    """
    # Daemons run as other users, who may not enter the folders that pytest makes.
    folder = Path(tempfile.mkdtemp(prefix="visits-postfix-"))
    folder.chmod(0o755)
    try:
        ports = {name: free_port() for name in manners}
        _configure(folder, domain, people, {ports[name]: manners[name] for name in manners}, more)
        with _running(folder, list(ports.values())):
            yield Postfix(folder, ports)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(
    folder: Path,
    domain: str,
    people: list[str],
    services: Mapping[int, Mapping[str, str]],
    more: str,
) -> None:
    for name in ("queue", "data", "mail", "conf"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", NOBODY, NOBODY)
    known = "".join(f"{person}@{domain} {person}/\n" for person in people)
    (folder / "people").write_text(known)
    main = _MAIN.format(folder=folder, domain=domain, loopback=LOOPBACK, nobody=NOBODY)
    (folder / "conf" / "main.cf").write_text(main + more)
    master = _MASTER
    for port, settings in services.items():
        master += f"{LOOPBACK}:{port} inet n - n - - smtpd\n"
        for name, value in settings.items():
            master += f"  -o {{ {name} = {value.replace('{folder}', str(folder))} }}\n"
    (folder / "conf" / "master.cf").write_text(master)


@contextmanager
def _running(folder: Path, ports: list[int]) -> Iterator[None]:
    assert POSTFIX is not None
    command = [POSTFIX, "-c", str(folder / "conf")]
    told = folder / "start"
    with told.open("wb") as output:
        process = subprocess.Popen([*command, "start-fg"], stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, ports, told, folder / "log")
            yield
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", ports: list[int], *told: Path) -> None:
    ends = time.monotonic() + _STARTS_WITHIN
    waiting = list(ports)
    while waiting:
        try:
            socket.create_connection((LOOPBACK, waiting[0]), timeout=1).close()
            waiting.pop(0)
        except OSError:
            if process.poll() is not None or time.monotonic() > ends:
                said = "\n".join(file.read_text() for file in told if file.exists())
                raise RuntimeError(f"Postfix did not start: {said}") from None
            time.sleep(0.05)
