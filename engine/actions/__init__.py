"""The verbs of the office: ``(session, office, officer, command) -> noun``.

One verb is one transaction and one audit entry. A verb checks first, then does;
it never commits: the door it came through does. Order of locks, always:
case, task, counter, audit head.
"""
