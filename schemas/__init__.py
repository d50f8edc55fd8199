"""The language of the project: ids, values, messages, events, state and policy.

Nothing here does I/O or reads a clock, randomness or the environment; `ruff.toml` beside this
file refuses it by name.
"""
