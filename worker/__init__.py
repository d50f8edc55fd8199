"""The worker process: settings, connections, one Temporal plugin, the process itself.

No rule of a visit may live here.
"""
