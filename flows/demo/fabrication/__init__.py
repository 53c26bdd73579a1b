"""编造：按规格造一个案例文件夹，人、工日、台账、回单和故意植入的差错都是虚构的。

people.py 造人；work.py 造每月的出勤和报酬；faults.py 植入差错；sheets.py 写成表格；facts.py 写 case.json。
同一规格同一种子，每个字节都相同；入口是 ``flows/demo/fabricate.py``。
"""
