"""A visit retold as a scenario, without personal content: the same decisions on the same days."""

from release.retold.retell import CannotRetell, Retold, retell
from release.retold.written import as_yaml

__all__ = ["CannotRetell", "Retold", "as_yaml", "retell"]
