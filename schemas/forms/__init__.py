"""What people fill in for a visit, a module a topic; importing it declares all its forms."""

from schemas.forms import (  # noqa: F401 - each topic declares its forms when it is imported
    cases,
    concerns,
    corrections,
    course,
    days,
    deferral,
    invitation,
    letters,
    note,
    preparation,
    team,
)
