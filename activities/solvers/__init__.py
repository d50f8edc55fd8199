"""Solvers: they search, and `rules/` states their problems and checks their answers.

OR-Tools takes a second to load; a module here is imported when there is something to solve.
"""
