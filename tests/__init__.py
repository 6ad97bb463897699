"""The tests mirror the tree; whole days are in ``journeys``, screens in ``browser``.

This file makes ``tests`` a package of ours: a library that drops a folder of
the same name into site-packages can then never stand in its place.
"""
