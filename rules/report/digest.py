"""What a senior manager signs: one number that stands for all that a report says."""

import hashlib

from rules.chain import canonical
from schemas.ids import Digest
from schemas.report.content import ReportContent


def canonical_content(content: ReportContent) -> str:
    """A report's content as canonical JSON (RFC 8785); numbers of tables are texts in it."""
    return canonical(content.model_dump(mode="json"))


def content_digest(content: ReportContent) -> Digest:
    """SHA-256 of the canonical JSON, in hexadecimal.

    Not keyed: all of it is published, and whoever has it can work the digest out.
    """
    return hashlib.sha256(canonical_content(content).encode()).hexdigest()
