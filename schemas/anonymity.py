"""STUB until the branch names is merged."""

from schemas.base import Model


class Failure(Model):
    """x."""

    place: str
    rule: str
    sentence: str
