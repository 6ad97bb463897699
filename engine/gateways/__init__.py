"""The outside world: files, post, the printer.

Each gateway is one file: a ``Protocol`` that says what the office needs, the
real one, and a tame twin that stands in for it in tests and trials. Nothing
outside this package opens a socket, writes a file of the office or calls a
typesetting library, and which twin is used is decided where the office opens.
"""
