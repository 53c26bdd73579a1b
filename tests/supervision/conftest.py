"""A project under construction with its bodies, written straight into the tables."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.audit.models import Chain
from flows.engine import clock
from flows.projects.models import Fund, Project
from tests.dossier import bodies
from tests.remembered import remembered


@remembered
def under_construction(
    *, firm=True, code="2503-110118-04-01-300001", day=dt.date(2025, 6, 20), **more
):
    """A project in 在建 on a clock of ``day``."""
    there = bodies()
    chain = Chain.objects.create(title="示例村道路", simulated_at=clock.at(day))
    facts = {
        "name": "示例村道路",
        "code": code,
        "district": "110118",
        "town": "示例镇",
        "village_name": "示例村",
        "field": "农村生产生活",
        "content": "路面硬化",
        "labour_links": ["一般劳动"],
        "total_investment": Decimal(1980000),
        "planned_start": dt.date(2025, 6, 3),
        "planned_end": dt.date(2025, 8, 29),
        "village": there["village"],
        "oversight": there["oversight"],
        "township": there["township"],
        "owner": there["owner"],
        "contractor": there["contractor"],
        "supervisor": there["supervisor"] if firm else None,
        "supervision_mode": "监理单位" if firm else "业主现场代表+村务监督",
        "stage": "CONSTRUCTION",
    }
    project = Project.objects.create(chain=chain, created_at=clock.now(chain), **(facts | more))
    Fund.objects.create(project=project, source="市级财政", amount=Decimal(1500000))
    Fund.objects.create(project=project, source="区级财政", amount=Decimal(480000))
    return project


@pytest.fixture
def build(db):
    """``build(firm=False, …)`` makes a project in 在建 on a clock of 2025-06-20."""
    return under_construction
