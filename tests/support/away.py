"""Ten automatic replies, as programs of many kinds write them."""

from collections.abc import Mapping
from typing import Final

ADDRESS: Final = "amara.okafor@kent.example"

AWAY: Final[Mapping[str, tuple[str, str]]] = {
    "exchange": (
        (
            "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n"
            "Subject: Automatic reply: Invitation to an area visit\nFrom: {from}\nReturn-Path: <>"
        ),
        "I am out of the office until 4 January. For anything urgent, ring the office.",
    ),
    "outlook.com": (
        (
            "Auto-Submitted: auto-replied\nSubject: Automatic reply: your letter\nFrom: {from}\n"
            "Return-Path: <{from}>"
        ),
        "Thank you for your message. I am on annual leave.",
    ),
    "gmail": (
        (
            "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied\nSubject: On leave\n"
            "From: Amara Okafor <{from}>\nReturn-Path: <{from}>"
        ),
        "I am away until Monday and shall read your message then.",
    ),
    "vacation(1)": (
        "Precedence: bulk\nSubject: away from my mail\nFrom: {from}\nReturn-Path: <>",
        "I will not be reading my mail for a while. Your mail will be read when I return.",
    ),
    "sieve": (
        (
            "Auto-Submitted: auto-replied (vacation)\nSubject: Auto: Invitation\nFrom: {from}\n"
            "Return-Path: <>"
        ),
        "Away this week.",
    ),
    "lotus": (
        (
            "X-Autorespond: yes\nSubject: Amara Okafor is out of the office.\nFrom: {from}\n"
            "Return-Path: <{from}>"
        ),
        "I will be out of the office starting 21/12 and will not return until 04/01.",
    ),
    "that speaks like a bounce": (
        (
            "Auto-Submitted: auto-replied\nSubject: Your message could not be read\nFrom: {from}\n"
            "Return-Path: <>"
        ),
        (
            "Your message could not be delivered to the following recipients, as I am on leave:\n"
            "\n    <{from}>\n    550 5.1.1 User unknown\n\nI shall be back in January."
        ),
    ),
    "of somebody who left": (
        (
            "Auto-Submitted: auto-replied\nPrecedence: junk\nSubject: Re: Letter\nFrom: {from}\n"
            "Return-Path: <>"
        ),
        "Amara Okafor no longer works here. Please write to the team.",
    ),
    "ticket system": (
        (
            "Auto-Submitted: auto-replied\nPrecedence: auto_reply\n"
            "Subject: [#48213] We have your message\nFrom: Service desk <{from}>\n"
            "Return-Path: <{from}>"
        ),
        "Your request has been received and given the number 48213.",
    ),
    "in another language": (
        (
            "Auto-Submitted: auto-replied\nSubject: =?utf-8?q?R=C3=A9ponse_automatique?=\n"
            "From: {from}\nReturn-Path: <>"
        ),
        "Je suis absente jusqu'au 4 janvier. Votre message n'a pas pu =C3=AAtre lu.",
    ),
}


def reply(name: str, to: str, *, about: str) -> bytes:
    """One of them, as it came in.

    Args:
        name: Which.
        to: To whom: the letter's envelope sender, or whom it is from.
        about: The `Message-ID` that it answers.
    """
    head, text = (part.replace("{from}", ADDRESS) for part in AWAY[name])
    return (
        f"{head}\nTo: {to}\nIn-Reply-To: {about}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
        f"\n{text}\n"
    ).encode()
