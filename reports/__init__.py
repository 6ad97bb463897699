"""What the office tells: the same figures on the screen, in Excel and every night.

One path, three doors. A screen's "Excel", ``motcua report`` and the night enter
at ``catalogue``, which asks a book of ``books/``; a book asks one query of
``queries/`` and lays its rows out as tables of typed cells (``table``) in a
``book`` over a ``period``. ``render/`` writes a book as a workbook, as CSV or as JSON, and
``delivery`` keeps it as a file with its ``ReportRun``. ``jobs`` is the night.

Imports run jobs → delivery → catalogue → books | render → queries →
table | period, never back.
"""
