"""How fast a case moves, measured side by side in one run; never asserted."""
