"""The digest chain, as `rules.chain` has it; the distribution has that very file in this place."""

from rules.chain import START, canonical, link

__all__ = ["START", "canonical", "link"]
