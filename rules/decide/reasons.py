"""Decisions that are not taken without a reason."""

from rules.refusals import RefusalCode, Refused
from schemas.content import ContentRef


def require_reason(what: str, reason: ContentRef | None) -> None:
    """Refuse a decision for which nobody gave a reason.

    Args:
        what: The beginning of the sentence, what was not done.
        reason: As given.
    """
    if reason is None:
        raise Refused(RefusalCode.REASON_MISSING, f"{what}: a reason is needed, with --reason.")
