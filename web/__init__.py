"""What every HTTP door shares: problem documents, limits of bodies, headers and methods.

It lies below the doors, so it knows none of their addresses and asks nothing of the register.
"""
