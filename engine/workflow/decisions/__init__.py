"""Decision tables in files and in diagrams; what they mean is in ``engine.rules.decision``.

- ``reading``, ``tables``, ``files``: from the XML of DMN to decisions, with findings
- ``proving``: what can be said of a table without asking it
- ``task``: the step of a diagram that asks a decision
"""
