"""What is said of a digest: what it stands for, and whether that is still kept so."""

from typing import Any

from desk.wording import plain
from register.digests import StandsFor
from schemas.ids import Digest, VisitId


def digest_words(visit: VisitId, found: StandsFor | None, *, asked: bool = False) -> str:
    """A sentence.

    Args:
        visit: In which it was looked for.
        found: What it stands for, if anything.
        asked: Whether other words were asked about than those that are kept.
    """
    if found is None:
        return f"Nothing that the register keeps of {visit} has this digest."
    what = f"version {found.version} of the {plain(found.kind).lower()} of {visit}"
    if asked:
        return f"It stands for {what}; {'these are' if found.holds else 'these are not'} its words."
    if found.holds:
        return f"It stands for {what}, which is kept as it was."
    return f"It stands for {what}, which is not kept as it was: other words are there now."


def digest_as_json(visit: VisitId, given: Digest, found: StandsFor | None) -> dict[str, Any]:
    """The same, for programs."""
    return {
        "visit": visit,
        "digest": given,
        "kind": found.kind.value if found else None,
        "version": found.version if found else None,
        "holds": bool(found and found.holds),
    }
