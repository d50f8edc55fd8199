"""A whole visit beside the same shape with nothing in it.

The shape is read off the history of a visit that was just played, so that it cannot fall behind:
decision 0071 says what "the same shape" means.
"""
