"""Decision tables (DMN): read, checked and answered by the office itself.

- ``cell``: one test of a row, and which values it is known to hold for
- ``feel``: the expressions of DMN's own language; ``python_style``: those in our own
- ``language``: which of the two a table is written in
- ``kinds``: what a column says its values are
- ``table``: decisions, tables, columns and rows
- ``deciding``: which rows hold, what the hit policy makes of them, what is needed first
- ``overlap``: rows that hold together, values for which none does, rows that are never reached

Reading the XML of a file is ``engine.workflow.decisions``.
"""
