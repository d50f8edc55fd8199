"""Days and times on a page that are not written as GOV.UK writes them."""

import re
from typing import Final

_NOT_READ: Final = re.compile(
    r"<head>.*?</head>|<script\b.*?</script>|<textarea\b.*?</textarea>|<pre\b.*?</pre>"
    r"|<code\b.*?</code>|<datalist\b.*?</datalist>",
    re.DOTALL,
)
_TAG: Final = re.compile(r"<[^>]*>")
_MONTHS: Final = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_OTHERWISE: Final = re.compile(
    r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])"
    rf"|\b\d{{1,2}} (?:{_MONTHS})\b"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d"
    r"|(?<![\w:.])\d{1,2}:\d\d(?![\w:])"
)
"""`2027-03-04`, `4 Mar`, `Thu 4` and `17:00`."""

_AROUND: Final = 60  # characters


def dates_not_for_people(html: str) -> list[str]:
    """What of a page is no date as people read it, with the words around it.

    What is to be typed, and what is shown as a program has it, is left out.
    """
    text = " ".join(_TAG.sub(" ", _NOT_READ.sub(" ", html)).split())
    return [
        text[max(found.start() - _AROUND, 0) : found.end() + _AROUND]
        for found in _OTHERWISE.finditer(text)
    ]
