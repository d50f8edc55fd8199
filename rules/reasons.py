"""Decisions that are not taken without a reason."""

from rules.refusals import RefusalCode, Refused
from schemas.content import ContentRef
from schemas.personal import Text


def require_reason(what: str, reason: ContentRef | Text | None) -> None:
    """Refuse a decision for which nobody gave a reason.

    Args:
        what: The beginning of the sentence, what was not done.
        reason: The reference to it, or its words before they are kept.

    Raises:
        Refused: None was given.
    """
    if reason is None:
        raise Refused(RefusalCode.REASON_MISSING, f"{what}: a reason is needed, with --reason.")
