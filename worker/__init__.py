"""The processes: settings, connections, one Temporal plugin, the worker, the embedded stack.

Also the rehearsal; no rule of a visit may live here.
"""
