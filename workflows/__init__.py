"""Durable shells around the rules: a visit, and later what outlives or gathers visits.

Nothing is decided here and no side effect happens here: `rules` decides, `activities` act.
"""
