"""Statistical disclosure control: what tables of counts give away of people together.

Tables and hierarchies are read here, stated as one system of unknown counts, and what is promised
is checked; pure. Attacks, and the choice of what to hide besides, need a solver
(`activities.solvers.disclosure`).
"""
