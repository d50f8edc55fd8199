"""A national report: what it is told, what happens to it, what it knows, what comes out.

Visits are named by ids, findings and statements by references; every word is content of the
register. Fields are only ever added within a major version.
"""
