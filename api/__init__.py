"""Decisions, previews and look-ups over HTTP, for pages, the command and other systems.

Made from the declared forms: it asks the desk and the register, and decides nothing itself.
"""
