"""Others' real bounces, readdressed to letters of ours."""

from collections.abc import Mapping
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from flufl.bounce import all_failures

from schemas.incoming import LetterTag, MailKind
from tests.support.mail_in import own_address

_FILE: Final = Path(__file__).parent.parent / "activities/bounces/flufl.bounce-6.0.0.zip"

PASSES: Final = {"dsn_02", "simple_44", "yahoo_01"}
"""Those whose server gave up for a reason that passes, which flufl.bounce does not tell apart."""


@cache
def bounces() -> Mapping[str, bytes]:
    """The messages, by name."""
    with ZipFile(_FILE) as archive:
        return {
            Path(name).stem: archive.read(name)
            for name in archive.namelist()
            if name.endswith(".txt")
        }


def readdressed(name: str, tag: LetterTag) -> bytes:
    """One as it would have come back to a letter's own address."""
    message = message_from_bytes(bounces()[name])
    for field in ("Return-Path", "Delivered-To", "X-Original-To", "Envelope-To", "To"):
        del message[field]
    message["To"] = own_address(tag)
    head = f"Return-Path: <>\nDelivered-To: {own_address(tag)}\n".encode()
    return head + message.as_bytes()


def kind_by_flufl(name: str) -> MailKind | None:
    """What flufl.bounce makes of one; `None` where that is nothing."""
    passing, final = all_failures(message_from_bytes(bounces()[name]))
    if final:
        return MailKind.GIVEN_UP if name in PASSES else MailKind.RETURNED
    return MailKind.DELAYED if passing else None
