"""The demo office: a ward of Khánh Hòa with its people and three weeks of work.

Everything is made through the verbs with a moved clock, never by inserting
rows, so that a demo office obeys every rule a real one does. Its unit codes
are marked as demo.
"""
