"""Cases by the hundred thousand, straight into the tables: for benchmarks alone.

No verb runs for a generated case. Each way a case can go (``plots``) is told once
through the verbs (``telling``); the rows that it left become moulds (``mould``), and
each generated case is stamped from one, with moments, people and numbers of its own
(``pace``, ``province``, ``life``). So a generated office is one that the verbs could
have made: ``motcua verify`` finds nothing in it, and a test says so.
"""

from tests.benchmarks.generator.stamping import Generated, Sample, generate, make_province

__all__ = ["Generated", "Sample", "generate", "make_province"]
