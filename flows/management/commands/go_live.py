"""Turn a demo state into a real one, for good."""

from django.core.management.base import BaseCommand

from ygdz_flow.local.endings import go_live
from ygdz_flow.local.state import State


class Command(BaseCommand):
    help = "结束演示：此后本数据不再允许模拟项目与模拟日期"

    def handle(self, **options):
        self.stdout.write(go_live(State.from_environment()))
