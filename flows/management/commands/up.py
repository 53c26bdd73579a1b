"""Run the whole system on this machine."""

import os
import sys

from django.core.management.base import BaseCommand

from ygdz_flow.local.endings import forget, refuse_fresh
from ygdz_flow.local.state import ROOT, State
from ygdz_flow.local.supervisor import up


class Command(BaseCommand):
    help = "启动整个系统：数据库、消息队列、网站与后台任务。停止：Ctrl-C"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="网站端口（仅本机），默认 8000")
        parser.add_argument("--no-demo", action="store_true", help="不载入演示机构、账号与项目")
        parser.add_argument(
            "--fresh", action="store_true", help="先清空本数据文件夹（仅限演示数据）"
        )

    def handle(self, *, port, no_demo, fresh, **options):
        if fresh:
            state = State.from_environment()
            refuse_fresh(state)
            forget(state)
            # The settings of this process hold the keys just thrown away: begin again as a new one.
            rest = [argument for argument in sys.argv[1:] if argument != "--fresh"]
            os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *rest])
        sys.exit(up(port=port, demo=not no_demo))
