"""Parts of a message (RFC 2045, 2046) as they go over the wire: ASCII, lines end as here.

Written here rather than by `email.message`: that reads every field back by the grammar of all
fields and encodes in Python, which was half of what a letter cost. What is written here is read
back by `email` in the tests, in every kind of letter.
"""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

VERSION: Final = b"MIME-Version: 1.0\n"

_LONGEST_LINE = 76  # characters (RFC 2045, 6.7 and 6.8)
_NO_PARAMETERS: Final[Mapping[str, str]] = {}


def text_part(text: str, subtype: str, parameters: Mapping[str, str] = _NO_PARAMETERS) -> bytes:
    """Words, which a reader without a mail program could still read wherever that can be.

    Args:
        text: Any characters, lines of any length.
        subtype: Of `text`, e.g. `plain`.
        parameters: Further ones of its content type: plain words without quotes.
    """
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    encoding, body = _encoded(text)
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"{more}\n'
        f"Content-Transfer-Encoding: {encoding}\n\n"
    ).encode("ascii") + body


def file_part(body: bytes, media_type: str, file_name: str) -> bytes:
    """A file that a mail program offers to open or keep.

    Args:
        body: Of the file.
        media_type: E.g. `application/pdf`.
        file_name: ASCII without quotes.
    """
    return f"{_file_fields(media_type, file_name)}\n".encode("ascii") + _base64(body)


def file_elsewhere(mark: str, media_type: str, file_name: str) -> bytes:
    """The same part without the file.

    Args:
        mark: The field that says where it is, with its line end.
        media_type: Of the file.
        file_name: Likewise.
    """
    return f"{_file_fields(media_type, file_name)}{mark}\n".encode("ascii")


def _file_fields(media_type: str, file_name: str) -> str:
    return (
        f"Content-Type: {media_type}\n"
        "Content-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment;\n filename="{file_name}"\n'
    )


def multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts together.

    Args:
        subtype: Of `multipart`, e.g. `alternative`.
        boundary: Stands in none of the parts, and needs no escaping between quotes.
        parts: At least one.
    """
    between = f"--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/{subtype};\n boundary="{boundary}"\n\n'.encode("ascii")
    inside = b"".join(between + b"\n" + part + b"\n" for part in parts)
    return head + inside + between + b"--\n"


def _encoded(text: str) -> tuple[str, bytes]:
    lines = text.encode().splitlines()
    plain = b"".join(line + b"\n" for line in lines)
    if plain.isascii() and all(len(line) <= _LONGEST_LINE for line in lines):
        return "7bit", plain
    quoted = b2a_qp(plain)
    in_base64 = encodebytes(plain)
    if len(quoted) <= len(in_base64):
        return "quoted-printable", quoted
    return "base64", in_base64


# The same document goes to each of an area's leaders.
_base64 = lru_cache(maxsize=16)(encodebytes)
