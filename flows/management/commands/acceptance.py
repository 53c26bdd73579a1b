"""The acceptance checklist of a project, from live figures."""

from django.core.management.base import BaseCommand

from flows.acceptance.actions import review
from flows.projects.models import Project
from flows.reports.printing import fail, print_json

VERDICTS = {
    "pass": "通过",
    "fail": "不通过",
    "explain": "须说明",
    "na": "不适用",
    "rectify": "限期整改",
}


class Command(BaseCommand):
    help = "竣工验收核验表：E1–E7、L1–L18"

    def add_arguments(self, parser):
        parser.add_argument("code", help="项目代码")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 文档")

    def handle(self, *, code, json: bool, **options):
        project = Project.objects.filter(code=code).first()
        if project is None:
            fail(f"没有项目代码为 {code} 的项目。")
        found = review(project)
        print_json(found.as_json()) if json else self.stdout.write(as_text(found))


def as_text(found):
    lines = [
        f"{item.code:4}{VERDICTS[item.verdict]}\t{item.title}：{item.message}"
        + "".join(f"\n      {worker.name}（{worker.id_last4}）" for worker in item.workers)
        for item in found.items
    ]
    end = f"建议结论：{VERDICTS[found.proposed]}"
    if found.conclusion:
        end += f"；已作结论：{VERDICTS[found.conclusion]}"
    return "\n".join([*lines, end])
