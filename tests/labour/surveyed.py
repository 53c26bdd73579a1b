"""A project at 前期工作 with survey sheets made for a test, and openings."""

import datetime as dt
from decimal import Decimal

from flows.approval.models import LabourSurvey
from flows.labour.actions import openings as verbs
from flows.payroll.actions import hand_in
from flows.projects.models import Project
from flows.sheets.vocabulary import LABELS
from tests.dossier import a_project, holding, item_of
from tests.payroll import sheetwork as made
from tests.remembered import remembered

HEADINGS = list(LABELS["survey"].values())
SHEET = "劳动力摸底表.xlsx"
POST = {
    "link": "一般劳动", "trade": "普工", "headcount": 2, "skills": "", "is_key": False, "note": "",
    "starts_on": dt.date(2025, 6, 3), "ends_on": dt.date(2025, 8, 29),
    "daily_rate": Decimal("200.00"), "piece_rate": None, "piece_unit": "",
}  # fmt: skip


@remembered
def at_prep() -> Project:
    """A project at 前期工作: the survey lies with the village, the plan with the owner."""
    item = item_of(a_project(), "FILED")
    return Project.objects.get(pk=item.project_id)


def person(number, name, **changes):
    said = dict.fromkeys(HEADINGS, "") | {
        "姓名": name, "身份证号": made.identity(number), "性别": "男", "户籍乡镇": "示例镇",
        "户籍村": "示例村", "联系电话": f"1380000{number:04d}", "可务工月份": "3-8",
    }  # fmt: skip
    return [(said | changes)[heading] for heading in HEADINGS]


def flooded(number, name, **changes):
    return person(
        number, name, **{"优先标签": "因灾需救助", "认定依据": "镇政〔2024〕3号"} | changes
    )


def sheet(*people):
    return made.workbook(HEADINGS, list(people), "示例村劳动力摸底表")


def hand(project, *people, by="village.accountant", name=SHEET, **more):
    return hand_in(project, name, sheet(*people), by=holding(project, by), **more)


def add(project, by="owner.lead", **changes):
    return verbs.add_opening(project, POST | changes, by=holding(project, by))


def paper(project) -> LabourSurvey:
    return LabourSurvey.objects.get(project=project)
