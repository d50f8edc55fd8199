"""PostgreSQL and what the project knows by heart: log, read models, documents, letters, people.

No rule of a visit is decided here, and nothing here knows Temporal.
"""
