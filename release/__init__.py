"""What is asked before and after a change: rehearsals, replay, audit.

Nothing here runs in production by itself; it plays, compares and tells.
"""
