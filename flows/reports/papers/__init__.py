"""The data of every paper that comes out: facts of all rooms in words, nothing written."""

from __future__ import annotations

from .closing import ACCEPTANCE, HANDOVER
from .committee import COMMITTEE
from .people import PAY_NOTICE, ROSTER
from .promise import APPROVAL, FUNDING
from .site import RECTIFICATION, START

SOURCES = (
    APPROVAL,
    FUNDING,
    START,
    RECTIFICATION,
    PAY_NOTICE,
    ROSTER,
    COMMITTEE,
    ACCEPTANCE,
    HANDOVER,
)
