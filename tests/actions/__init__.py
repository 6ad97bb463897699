"""Tests of the verbs, on real offices."""
