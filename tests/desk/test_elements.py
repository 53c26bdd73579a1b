"""The elements of a document through the page: what is said is kept, zero is said, empty is not."""

import pytest

from flows.demo.actors import fresh, whose
from flows.documents.elements import ELEMENTS as TABLE
from flows.documents.elements import wanted
from tests.dossier import ELEMENTS, a_project, holding, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    project = a_project()
    item_of(project, "FILED")
    case = project.approvalcases.get()
    client.force_login(whose(case))
    return case


def address(case):
    return f"/papers/ApprovalCase/{case.pk}/elements/"


def typed(elements):
    """What a person types for ``elements``."""
    found = {}
    for key, parts in elements.items():
        for name, value in parts.items():
            if isinstance(value, bool):
                value = "1" if value else "0"
            found[f"{key}.{name}"] = "、".join(value) if isinstance(value, list) else value
    return found


def plan_elements():
    said = ELEMENTS | {"r8": {"public_welfare_posts": 2, "asset_shares": "0"}}
    return {element.key: said[element.key] for element in wanted("plan")}


def test_round_trip(client, case):
    answer = client.post(address(case), typed(plan_elements()) | {"expect": case.version})
    assert answer.status_code == 302
    assert fresh(case).plan.document.elements == plan_elements()
    again = client.get(address(case)).context["form"]
    assert {f.name: f.value() for f in again if f.value() is not None} == typed(plan_elements())
    assert "r1" not in client.get(answer.url).content.decode().split("判定")[0]


def test_zero_is_said_and_empty_is_not(client, case):
    said = typed(plan_elements()) | {"r8.public_welfare_posts": "", "r8.asset_shares": "0"}
    client.post(address(case), said | {"expect": case.version})
    assert fresh(case).plan.document.elements["r8"] == {"asset_shares": "0"}
    page = client.get(f"/papers/ApprovalCase/{case.pk}/").content.decode()
    assert "公益性岗位（个，可为 0）" in page and "未写明要素 r8" in page


def test_every_separator_of_a_list(client, case):
    said = typed(plan_elements()) | {"r1.trades": "普工，砌筑, 搬运；养护"}
    client.post(address(case), said | {"expect": case.version})
    assert fresh(case).plan.document.elements["r1"]["trades"] == ["普工", "砌筑", "搬运", "养护"]


def test_a_wrong_number_keeps_everything_typed(client, case):
    said = typed(plan_elements()) | {"r2.headcount": "四十", "r4.basis": "写了很久的依据"}
    answer = client.post(address(case), said | {"expect": case.version})
    assert answer.status_code == 422 and "写了很久的依据" in answer.content.decode()
    assert fresh(case).plan.document.elements == {}


def test_stale_keeps_what_was_typed(client, case):
    client.post(address(case), typed(plan_elements()) | {"expect": case.version})
    answer = client.post(address(case), {"r4.basis": "另一份依据", "expect": case.version})
    assert answer.status_code == 409 and "另一份依据" in answer.content.decode()


def test_only_whose_desk_it_lies_on(client, case):
    client.force_login(holding(case.project, "drc.clerk"))
    assert client.get(address(case)).status_code == 302
    client.post(address(case), typed(plan_elements()) | {"expect": case.version})
    assert fresh(case).plan.document.elements == {}


def test_the_form_shows_every_basis(client, case):
    page = client.get(address(case)).content.decode()
    assert all(TABLE[element.key].basis in page for element in wanted("plan"))
