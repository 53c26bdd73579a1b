"""区里启用：单位、岗位、人员、村、放假安排、政策参数，从表格成批装入，先预览、后确认。

进来：系统管理员手里的 xlsx 或 csv；出去：逐行的“新增 / 变更 / 不变 / 拒绝”，确认后一次写入，要么全部、要么没有。
谁用：系统管理员（后台“区里启用”），以及 load_orgs、load_calendar、load_parameters 三个命令。
放在最高一层：它要用 sheets 读表、写 orgs 和 engine 的数据、请 desk 重算时限，而没有哪一室依赖它。
tables.py 声明式认表；loading.py 一次装入的框架；bodies.py、people.py、calendar.py、parameters.py 各装一类；views.py 页面。
口令只在结果文件里出现一次，不进日志、不进留痕；停用从不删除；管理员看不到任何业务数据。
"""
