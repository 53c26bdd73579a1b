"""Throw the data of this state away."""

from django.core.management.base import BaseCommand, CommandError

from ygdz_flow.local.endings import confirmed, forget
from ygdz_flow.local.state import State


class Command(BaseCommand):
    help = "删除数据文件夹及其数据库文件（不可恢复）"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="不再询问")

    def handle(self, *, yes, **options):
        state = State.from_environment()
        if not yes and not confirmed(state):
            raise CommandError("未删除任何数据")
        forget(state)
        self.stderr.write(f"已删除 {state.path}")
