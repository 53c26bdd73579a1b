"""门与判定：what every change of state passes through.

gate.py the door · findings.py rules and what they say · parameters.py numbers of policy with
basis and effective date · clock.py the only source of the present · deadlines.py working days ·
privacy.py encrypt, index, mask · inputs.py what a move asks for · registry.py what the door
knows of desks and of what opens next, filled by ``apps.ready()``.
"""
