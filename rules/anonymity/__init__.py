"""Whom a report's words would give away: names in odd spellings, and what rests on too few areas.

Pure: texts, names and the dictionary's words come from the caller.
"""

from rules.anonymity.descriptions import recognisable_in
from rules.anonymity.gate import names_in

__all__ = ["names_in", "recognisable_in"]
