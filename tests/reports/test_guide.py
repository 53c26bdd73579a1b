"""办事指南: every step of every flow with who, basis and limit, read off the code."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from flows.engine import clock, registry
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters
from flows.orgs.models import User
from flows.reports.guide import Terms, findings_of, guide_of, title_of
from tests.dossier import bodies

FLOWS = list(registry.flows().items())


def read(client, url, name="miyun.village.accountant"):
    bodies()
    client.force_login(User.objects.get(username=name))
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_the_contents_follow_the_corridor(client):
    page = read(client, "/guide/")
    places = [page.index(f'id="{kind}"') for kind, _ in FLOWS]
    assert places == sorted(places) and len(places) >= 14
    for kind, flow in FLOWS:
        for step in flow.steps():
            assert f"/guide/{kind}/#{step.name}" in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind, flow", FLOWS)
def test_every_step_says_who_what_and_on_what_basis(client, kind, flow):
    page = read(client, f"/guide/{kind}/")
    assert f"<h1>{title_of(flow)}</h1>" in page
    for step in flow.steps():
        assert f'id="{step.name}"' in page and step.label in page
    for told in guide_of(flow, Terms(Parameter.snapshot(), clock.today(), "110118")):
        assert told["who"] and told["basis"] and told["help"] and told["time"]["text"]
        assert told["outcomes"] and all(each["leads"] for each in told["outcomes"])
        assert all(need["clause"] for need in told["needs"])
        for text in (*told["who"], told["basis"], *(need["clause"] for need in told["needs"])):
            assert escape(text) in page, text
    for ours in ("domain.md", "design.md", "2.14", "issue 2"):
        assert ours not in page


def step_of(kind, name, **terms):
    flow = registry.flows()[kind]
    given = {"parameters": Parameters(()), "today": clock.today(), "district": ""} | terms
    return next(each for each in guide_of(flow, Terms(**given)) if each["name"] == name)


def test_what_is_needed_is_what_the_rules_say():
    told = step_of("ApprovalCase", "compile")
    cures = [cure for need in told["needs"] for cure in need["cures"]]
    assert "请村会计完成“劳动力摸底”。" in cures
    assert any("没有的写 0 或“否”" in cure for cure in cures)  # of a rule that the rule asks
    assert told["elements"]["title"] == "实施方案"
    assert [e.key for e in told["elements"]["wanted"]][:2] == ["r1", "r2"]
    assert [field["label"] for field in told["fields"]] == ["审批程序", "适用简易、应急程序的理由"]


def test_where_each_decision_leads():
    told = step_of("PlanItem", "joint_review")
    assert {(each["label"], each["leads"]) for each in told["outcomes"]} >= {
        ("同意入库", "到“区政府审定年度清单”"),
        ("不予入库", "办结：退库"),
    }
    assert [each.label for each in told["inputs"]] == ["乡村建设项目库编号"]
    assert ("撤回", "发起人，须写明理由") in [(e["label"], e["who"]) for e in told["others"]]
    assert {verb.name for verb in told["verbs"]} >= {"transfer", "delegate", "recuse"}


def test_what_opens_next_may_still_refuse_and_is_told():
    told = step_of("StartReadiness", "report")
    assert any("名册" in each for each in told["then"])


@pytest.mark.django_db
def test_the_limit_is_the_parameter_in_force_for_the_readers_district():
    assert "10 个工作日" in step_of("PlanItem", "joint_review")["time"]["text"]
    Parameter.objects.create(
        key="step.joint_review.days", value="6", district="110118", basis="密云区承诺时限",
        effective_from=clock.today(), unit="工作日",
    )  # fmt: skip
    own = step_of("PlanItem", "joint_review", parameters=Parameter.snapshot(), district="110118")[
        "time"
    ]
    other = step_of("PlanItem", "joint_review", parameters=Parameter.snapshot(), district="110119")[
        "time"
    ]
    assert own["text"].startswith("6 个工作日") and own["basis"] == "密云区承诺时限"
    assert other["text"].startswith("10 个工作日")


def test_steps_without_a_length_say_so():
    assert step_of("PlanItem", "report")["time"]["text"] == "不设时限。"
    told = step_of("ApprovalCase", "supplement")["time"]
    assert "写明的日期" in told["text"] and "停止计算" in told["stop"]


def test_nearly_every_rule_tells_the_cure_beforehand():
    needs = [
        need
        for flow in registry.flows().values()
        for told in guide_of(flow, Terms(Parameters(()), clock.today(), ""))
        for need in told["needs"]
    ]
    silent = {need["clause"] for need in needs if not need["cures"]}
    assert len(silent) <= 4, silent  # what is judged line by line has its cures on the lines


def test_a_rule_is_read_as_it_is_written():
    from flows.planning.rules import need_described

    assert [each.cure for each in findings_of(need_described)] == [
        "补充建设内容。", "至少列明一类用工环节。", "核对资金来源与总投资。",
    ]  # fmt: skip


@pytest.mark.django_db
def test_everybody_reads_it_and_nobody_pays_for_it(client):
    bodies()
    for name in ("miyun.contractor.foreman", "beijing.admin.system", "miyun.audit.officer"):
        client.force_login(User.objects.get(username=name))
        for url in ("/guide/", "/guide/AcceptanceCase/"):
            client.get(url)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(url).status_code == 200, (name, url)
            assert len(statements) <= 8, len(statements)
    assert client.get("/guide/NoSuch/").status_code == 404
    client.logout()
    assert client.get("/guide/").status_code == 302
