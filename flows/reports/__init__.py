"""统计与说明：reads every room, writes nothing.

explain.py 为什么卡住 · overview.py 进度与基线 · printing.py how commands answer.
"""
