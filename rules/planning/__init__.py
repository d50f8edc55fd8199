"""What a plan of visits must keep to and what it costs.

The problem as a solver needs it, and the check of whatever a solver answers; pure, and the one
does not use the other.
"""
