"""Load parameters from a spreadsheet: all of it or nothing, the same file twice does nothing twice."""

from __future__ import annotations

from flows.start.console import LoadCommand
from flows.start.kits import POLICY


class Command(LoadCommand):
    help = "装入政策参数：变更是一行新的、更晚生效的取值"
    kit = POLICY
