"""What the office's rules say, as plain functions of their arguments.

Nothing in here reads a clock, a file or a database: the moment, the calendar
and the case's facts come in as arguments, the answer goes out as a value, so
that a screen, a sheet, the API and a test get the same answer.

- ``calendar``: when the office is open (``office_hours``, ``special_day``,
  ``working_time`` beneath it; ``calendar_layer`` lays calendars over each other)
- ``deadline``: when a case is due (``term``: the promise; ``pause``: what it leaves out;
  ``extension``: a second date; ``standing``: how a case stands; ``explanation``: why)
- ``running_time``: what an office had of a case; ``honest_promise``: when such cases were ready
- ``forecast``: what is going to be late; ``hindsight``: how good such forecasts would have been
- ``status``: the national list of a case's states; ``case_number``: its code
- ``names``: folding, sorting and masking Vietnamese names
- ``procedure``, ``form``, ``papers``, ``fee``: what a procedure asks for
- ``permission``: who may do what
- ``expression``: what a diagram may ask and set, read and answered safely
- ``decision``: decision tables (DMN), in FEEL or in the language of expressions
"""
