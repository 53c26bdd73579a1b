"""A running project as the district office's clerk finds it in the folder."""

import datetime as dt
from decimal import Decimal

from flows.demo.actors import fresh
from flows.engine import clock, gate
from flows.intake import actions
from flows.intake.rules import SCANS, reached
from flows.orgs.models import Organization, User
from tests.dossier import CITY, CONTRACTOR, DISTRICT, ELEMENTS, FIRM, bodies

STAGES = ("APPROVED", "FUNDED", "READY", "CONSTRUCTION")
CODE = "2401-110118-04-01-300001"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FUNDS = {CITY: Decimal(1500000), DISTRICT: Decimal(480000)}


def clerk():
    bodies()
    return User.objects.get(username="miyun.drc.clerk")


def chief():
    return User.objects.get(username="miyun.drc.chief")


def facts(**changes):
    there = bodies()
    return {
        "code": CODE, "name": "示例村在建道路", "district": "110118", "town": "示例镇",
        "village_name": "示例村", "field": "农村生产生活", "content": "路面硬化",
        "labour_links": ["一般劳动"], "total_investment": sum(FUNDS.values()),
        "planned_start": dt.date(2024, 6, 3), "planned_end": clock.today() + dt.timedelta(days=90),
        "village": there["village"], "oversight": there["oversight"],
        "township": there["township"], "owner": there["owner"],
        "contractor": there["contractor"], "supervisor": there["supervisor"],
    } | changes  # fmt: skip


def said(at, **changes):
    """What the scans say, as far as ``at`` goes; all in the past."""
    found = {"at": at, "decision_number": "密发改〔2024〕7号", "approved_on": dt.date(2024, 3, 1)}
    if reached(at, "FUNDED"):
        found |= {"funding_number": "密财〔2024〕9号", "funded_on": dt.date(2024, 4, 1)}
    if reached(at, "READY"):
        found |= {
            "contract_number": "HT-1", "price": Decimal(1782000), "wage_regime": "参照执行",
            "signed_on": dt.date(2024, 5, 6),
        }  # fmt: skip
    if reached(at, "CONSTRUCTION"):
        found |= {"start_order_number": "KG-1", "begun_on": dt.date(2024, 6, 3)}
    return found | changes


def stated(at, *, elements=ELEMENTS, without=(), **changes):
    """An intake with its elements and scans, on the clerk's desk; ``without`` names missing scans."""
    intake = actions.propose(by=clerk(), funds=FUNDS, said=said(at, **changes), **facts())
    gate.fill(intake, by=clerk(), elements=elements)
    for scan in SCANS:
        if reached(at, scan.since) and scan.name not in without:
            actions.scan(intake, scan.name, by=clerk(), name=f"{scan.name}.pdf", content=PDF)
    return fresh(intake)


def entered(at):
    """The project, confirmed by the chief."""
    intake = stated(at)
    gate.perform(intake, "submit", by=clerk())
    gate.perform(fresh(intake), f"confirm_{at.lower()}", by=chief())
    return fresh(fresh(intake).project)


def form(at, /, **changes):
    """What the page posts."""
    there = bodies()
    found = {
        **{name: value for name, value in facts().items() if isinstance(value, str)},
        **{name: str(value) for name, value in said(at).items()},
        "labour_links": ["一般劳动"], "supervision_mode": "监理单位", "approving_body": "drc",
        "wage_regime": "参照执行", "village": there["village"].pk, "owner": there["owner"].pk,
        "contractor": Organization.objects.get(name=CONTRACTOR).pk,
        "supervisor": Organization.objects.get(name=FIRM).pk,
        "planned_start": "2024-06-03", "planned_end": "2027-06-30",
        "fund_2": "1500000", "fund_3": "480000",
    }  # fmt: skip
    return found | changes
