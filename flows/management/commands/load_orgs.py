"""Load orgs from a spreadsheet: all of it or nothing, the same file twice does nothing twice."""

from __future__ import annotations

from flows.start.console import LoadCommand
from flows.start.kits import ORGS


class Command(LoadCommand):
    help = "装入单位、岗位、人员、村：先用 --dry-run 预览，再装入"
    kit = ORGS
    with_passwords = True
