"""What an operator must do about an audit, besides what each process that it names asks for."""

from schemas.audit import AuditFound


def audit_words(found: AuditFound) -> str | None:
    """It, in words; `None` where each process that does not agree is a task of its own."""
    if found.in_log:
        wrong = f"found {_count(found.in_log, 'thing')} wrong with the log of all events"
    elif found.not_compared:
        of_all = _count(found.processes, "process", "processes")
        wrong = f"could not compare {found.not_compared} of {of_all}"
    else:
        return None
    return f"The latest audit {wrong}; another says what, and settles this when it is mended"


def _count(number: int, one: str, many: str = "") -> str:
    return f"one {one}" if number == 1 else f"{number} {many or f'{one}s'}"
