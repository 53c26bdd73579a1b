"""Load calendar from a spreadsheet: all of it or nothing, the same file twice does nothing twice."""

from __future__ import annotations

from flows.start.console import LoadCommand
from flows.start.kits import CALENDAR


class Command(LoadCommand):
    help = "装入国务院公布的放假安排"
    kit = CALENDAR
