"""Rehearsals of whole programmes: many workflows whose virtual clocks are kept in step from here.

Each workflow has a clock of its own, which a pending child or activity would stop. So nothing waits
for another inside a workflow: the rehearsal moves a visit to the moment of its next step, and the
programme to the moment at which something has become of visits.
"""
