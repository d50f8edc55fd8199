"""The law of a visit, pure: decide, evolve, timetable, working days, correspondence.

Nothing here does I/O or reads a clock, randomness or the environment; lint bans them.
"""
