"""待办：轮到谁。

A flow is a line of steps on one paper; a step is a state of that paper; people acting in
parallel are seats inside the step, and ``seats.decide`` is the one pure function that says
whether they agreed. step.py the viewflow node · models.py process, task, seat · actions.py
open and close steps, sign · inbox.py what a person sees.
"""
