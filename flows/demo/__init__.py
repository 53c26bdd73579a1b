"""演示：故事、人物、案例。

``story.py`` lives a case folder through the door as its officials, supervisors and committee
would: it is the demo, the end-to-end test, the seed of the benchmark and a command. Facts a case
leaves out come from ``case.DEFAULTS``; the days on which things happen from ``timetable.py``.
"""
