"""The pages of the verbs and of 退回: asked, done, refused, too late; what was typed is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.demo.actors import fresh
from flows.desk import actions
from flows.desk.verbs import VERBS
from flows.engine import gate
from flows.orgs.models import Appointment
from tests.dossier import case_of, everything, holding
from tests.semantics.hands import again, chosen, says, seat, states

TYPED = "我写了很久的事由"
QUIET = {"django_session", "orgs_user"}


def address(paper, verb):
    page = "return" if verb == "return" else f"do/{verb}"
    return f"/papers/{type(paper).__name__}/{paper.pk}/{page}/"


def still(before):
    return {k: v for k, v in before.items() if k not in QUIET} == {
        k: v for k, v in everything().items() if k not in QUIET
    }


@pytest.fixture
def case(project):
    return case_of(project, "COUNTERSIGNING")


@pytest.fixture
def chief(client, case):
    """财政科长, whose seat is open, signed in."""
    user = again(holding(case.project, "finance.chief"))
    client.force_login(user)
    return user


def form_of(case, verb):
    """What is posted to do ``verb`` at 部门会签 as 财政科长."""
    clerk = chosen(holding(case.project, "finance.clerk"))
    more = {
        "transfer": {"person": clerk},
        "delegate": {"person": clerk},
        "copy": {"person": clerk},
        "add_seat": {"person": clerk, "place": "before"},
        "pause": {"kind": "expert"},
    }
    return {"reason": TYPED, **more.get(verb, {})}


OPEN = ["transfer", "delegate", "add_seat", "recuse", "pause", "copy"]


@pytest.mark.parametrize("verb", OPEN)
def test_asked_and_done(client, case, chief, verb):
    page = client.get(address(case, verb))
    assert page.status_code == 200 and "现在的席位" in page.content.decode()
    answer = client.post(address(case, verb), form_of(case, verb))
    assert answer.status_code == 302 and answer.url == f"/papers/ApprovalCase/{case.pk}/"
    entry = case.chain.entries.order_by("-sequence").first()
    assert (entry.move, entry.actor, entry.opinion) == (verb, chief, TYPED)
    assert "已" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("verb", ["transfer", "delegate", "add_seat", "recuse", "pause"])
def test_without_what_is_wanted_it_is_asked_again_with_what_was_typed(client, case, chief, verb):
    before = everything()
    answer = client.post(address(case, verb), {"reason": ""})
    assert answer.status_code == 422 and still(before)
    given = form_of(case, verb) | {"person": "", "kind": "", "place": ""}
    if verb != "recuse":
        answer = client.post(address(case, verb), given)
        assert answer.status_code == 422 and TYPED in answer.content.decode() and still(before)


def test_what_the_door_refuses_is_said_on_the_page_and_nothing_is_lost(client, project):
    case = case_of(project, "SECTOR_REVIEW")
    client.force_login(again(holding(project, "sector.reviewer")))
    before = everything()
    answer = client.post(address(case, "recuse"), {"reason": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 422 and "不能形成结果" in page and TYPED in page and still(before)


@pytest.mark.parametrize("verb", [v.name for v in VERBS if v.name not in ("copy", "remind")])
def test_too_late_keeps_what_was_typed_and_says_who_was_quicker(client, case, chief, verb):
    given = form_of(case, verb)
    other = again(holding(case.project, "hrss.clerk"))
    gate.perform(case, "countersign_refuse", by=other, opinion="人数不符")
    before = everything()
    answer = client.post(address(case, verb), given)
    page = answer.content.decode()
    assert answer.status_code == 409 and TYPED in page and str(other) in page and still(before)


@pytest.mark.parametrize("verb", ["transfer", "delegate", "recuse", "add_seat"])
def test_the_same_form_twice(client, case, chief, verb):
    given = form_of(case, verb)
    assert client.post(address(case, verb), given).status_code == 302
    before = everything()
    answer = client.post(address(case, verb), given)
    assert answer.status_code in (409, 422) and TYPED in answer.content.decode() and still(before)


@pytest.mark.parametrize("verb", [*(v.name for v in VERBS), "return"])
def test_outside_ones_scope_there_is_no_such_page(client, case, verb):
    for code in ("admin.system", "city_agri.clerk"):
        user = Appointment.objects.filter(post__code=code).first().user
        client.force_login(again(user))
        wanted = 404 if code == "admin.system" else 302
        assert client.get(address(case, verb)).status_code == wanted
    before = everything()
    client.force_login(again(Appointment.objects.get(post__code="admin.system").user))
    assert client.post(address(case, verb), {"reason": TYPED}).status_code == 404
    assert still(before)


def test_nor_for_a_verb_or_a_paper_that_is_not_there(client, case, chief):
    assert client.get(address(case, "approve")).status_code == 404
    assert client.get("/papers/ApprovalCase/999999/do/transfer/").status_code == 404
    assert client.get("/papers/Nothing/1/return/").status_code == 404


@pytest.mark.parametrize("verb", ["transfer", "pause", "return"])
def test_who_has_no_seat_is_led_back(client, case, verb):
    client.force_login(again(holding(case.project, "gov.leader")))
    before = everything()
    answer = client.get(address(case, verb), follow=True)
    assert answer.redirect_chain[0][0] == f"/papers/ApprovalCase/{case.pk}/"
    assert "不在您手上" in answer.content.decode() and still(before)


def test_the_buttons_lead_to_the_pages(client, case, chief):
    page = client.get(f"/papers/ApprovalCase/{case.pk}/").content.decode()
    for verb in OPEN:
        assert address(case, verb) in page, verb
    assert address(case, "return") in page and address(case, "resume") not in page
    actions.pause(case, by=chief, reason="待核实")
    page = client.get(f"/papers/ApprovalCase/{case.pk}/").content.decode()
    assert address(case, "resume") in page and address(case, "transfer") not in page


# -- 退回 ------------------------------------------------------------------------------------


def send(client, case, move, **more):
    given = {"move": move, "opinion": TYPED, "expect": case.version, **more}
    return client.post(address(case, "return"), given)


def test_the_preview_shows_what_ends_what_stands_and_what_is_done_again(client, case):
    says(case, "finance.chief", "agreed")
    client.force_login(again(holding(case.project, "hrss.clerk")))
    page = client.get(address(case, "return") + "?move=back_to_sector").content.decode()
    for text in ("重走", "直达我这里", "行业主管审查", "退回后结束的席位", "仍然有效的意见"):
        assert text in page, text
    assert str(holding(case.project, "finance.chief")) in page
    for move in ("countersign_return", "back_to_town", "back_to_reception"):
        assert f"?move={move}" in page


@pytest.mark.parametrize("way, kept", [("again", False), ("direct", True)])
def test_it_goes_back_the_way_that_was_chosen(client, case, way, kept):
    says(case, "finance.chief", "agreed")
    client.force_login(again(holding(case.project, "hrss.clerk")))
    assert send(client, case, "back_to_sector", way=way).status_code == 302
    case = fresh(case)
    assert case.state == "SECTOR_REVIEW"
    says(case, "sector.reviewer", "agreed")
    assert (states(fresh(case))["finance.chief"] == "agreed") is kept


def test_without_an_opinion_it_is_refused(client, case, chief):
    before = everything()
    answer = send(client, case, "back_to_sector", opinion="  ", way="direct")
    page = answer.content.decode()
    assert answer.status_code == 422 and "必须写明意见" in page and still(before)
    assert 'value="direct" checked' in page


def test_a_list_of_supplements_is_reason_enough(client, project):
    case = case_of(project, "SUBMITTED")
    client.force_login(again(holding(project, "drc.clerk")))
    page = client.get(address(case, "return") + "?move=ask_supplement").content.decode()
    assert "补正清单" in page and "选填" in page
    before = everything()
    answer = send(client, case, "ask_supplement", opinion="", items=TYPED, until="2025-01-06")
    page = answer.content.decode()
    assert answer.status_code == 422 and TYPED in page and "须晚于今天" in page and still(before)
    answer = send(client, case, "ask_supplement", opinion="", items=TYPED, until="2025-01-20")
    assert answer.status_code == 302 and fresh(case).supplement_items == TYPED


def test_too_late_a_return_is_a_conflict_that_keeps_the_text(client, case, chief):
    says(case, "hrss.clerk", "refused")
    before = everything()
    answer = send(client, case, "back_to_sector")
    page = answer.content.decode()
    assert answer.status_code == 409 and TYPED in page and still(before)
    assert str(holding(case.project, "hrss.clerk")) in page


def test_an_old_page_is_a_conflict_too(client, case, chief):
    before = everything()
    answer = send(client, case, "back_to_sector", expect=case.version - 1)
    assert answer.status_code == 409 and TYPED in answer.content.decode() and still(before)


@pytest.mark.parametrize("move", ["", "countersign_pass", "withdraw", "decide_return", "__init__"])
def test_only_returns_are_made_here_and_never_another_than_was_asked_for(client, case, chief, move):
    before = everything()
    assert send(client, case, move).status_code == 409 and still(before)


# -- statements ------------------------------------------------------------------------------


@pytest.mark.parametrize("verb, most", [("return", 42), ("transfer", 35), ("add_seat", 36)])
def test_statements_of_a_page(client, case, chief, verb, most):
    """A bound, and the same however long the paper has been on its way."""
    where = address(case, verb)

    def asked():
        client.get(where)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(where).status_code == 200
        return len(statements)

    first = asked()
    print(f"\n{verb}: {first} statements")
    assert first <= most
    for _ in range(3):
        says(case, "hrss.clerk", "refused")
        says(fresh(case), "sector.reviewer", "agreed")
    assert asked() <= first + 1


def test_an_added_seat_shows_its_place(client, case, chief):
    client.post(address(case, "add_seat"), form_of(case, "add_seat"))
    assert seat(case, "finance.clerk").place == "before"
    assert "前加签" in client.get(f"/papers/ApprovalCase/{case.pk}/").content.decode()
