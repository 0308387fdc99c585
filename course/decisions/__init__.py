"""Decision logs: a run of a lab that a learner wrote down, and that anyone with the course can run again.

`log` makes and saves one, `reading` reads one strictly, `replaying` runs it again, `table` puts many into one table.
The format is described in docs/decision-logs.md.
"""
