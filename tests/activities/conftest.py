"""The same examples in every run: a failure in CI is the failure on a desk."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
