"""Application services: a visit opened, a decision brought, an answer waited for; forms taken in.

Whoever has a door (a command, a page, the feed) asks here. No rule of a visit may live here, and
nothing here knows who is asking.
"""
