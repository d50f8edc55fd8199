"""Types of fields, as annotations have them."""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin


def plain_type(kind: Any) -> Any:  # noqa: ANN401 - a type, as annotations have it
    """A type without what is said of it, and without `None`; one of several stays as it is."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in {Union, UnionType}:
        kinds = [each for each in get_args(kind) if each is not type(None)]
        return plain_type(kinds[0]) if len(kinds) == 1 else kind
    return kind
