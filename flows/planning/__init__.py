"""谋划与储备：村申报 → 乡镇审核 → 入库审核 → 年度清单 → 报市备案。

Entered when a village reports a need; left when the year's list is filed with the city.
村委会主任、乡镇、区农业农村与发改、区政府、市级经办人. 实施意见三(一)：用好乡村建设项目库，制定年度
计划及项目清单，实行动态管理；北京市乡村振兴促进条例54：原则上从储备选项.
"""
