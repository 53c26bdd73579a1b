"""签发文书：由数据生成 docx 和打印页。

A room's facts become a ``Draft`` (sources.py, filled from flows/reports/papers), a layout says which
fields a kind shows and in what order (layouts/), office.py makes of it the base .docx in official
layout, rendering.py fills it in, comparing.py holds a file against what was issued.
"""
