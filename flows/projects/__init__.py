"""项目：一切文书所挂的卷宗，及其阶段机、资金、批复基线。

``Project.stage`` is moved only by what opens next (flows/flows.py), never by hand. Scope is
decided here: ``Project.objects.visible_to(user)``.
"""
