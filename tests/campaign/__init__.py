"""The long runs: faults on purpose, and chance where tests only take samples."""
