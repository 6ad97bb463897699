"""What the office knows and does.

The map, from the ground up; each layer may use those before it:

- ``i18n``, ``errors``: words in two languages, and refusals that can be read out
- ``rules``: the law and the house rules, pure (working time, deadlines, forms, papers, rights)
- ``settings``: how this office is set up
- ``workflow``: diagrams in, waiting steps out; the only part that knows SpiffWorkflow
- ``models``: the nouns and their tables
- ``gateways``: the outside world (database, files, post, printing)
- ``office``: an open office; ``schedule``: the clock that ticks
- ``queries``: what screens ask; ``actions``: the verbs
- ``jobs``: what is owed after a commit or due by the clock
- ``demo``: the demo office, told through the verbs; ``migrations``: the shape of the database

``GLOSSARY.md`` beside this file has the office's words in both languages.
"""
