"""Faults on purpose: workers are killed, and nothing acknowledged may be lost."""
