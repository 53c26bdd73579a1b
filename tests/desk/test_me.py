"""我的: 代理, 常用语, 修改口令 - a person's own pages, by nobody else seen or changed."""

import datetime as dt

import pytest

from flows.desk.models import Phrase
from flows.desk.phrases import (
    MOST,
    PhraseRefused,
    drop_phrase,
    keep_phrase,
    led_by,
    phrases_for,
)
from flows.engine import clock
from flows.orgs.models import Substitution, User
from notifications.models import Message
from tests.dossier import bodies, everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people():
    bodies()


def person(code):
    return User.objects.get(username=f"miyun.{code}")


def asked(other, **more):
    today = clock.today()
    until = today + dt.timedelta(days=5)
    return {
        "substitute": other.pk, "post": "", "started_on": today, "ended_on": until,
        "reason": "出差，电话 13812345678",
    } | more  # fmt: skip


def test_a_person_lets_a_colleague_stand_in_and_ends_it(client):
    chief, clerk = person("drc.chief"), person("drc.clerk")
    client.force_login(chief)
    page = client.get("/me/substitutions/").content.decode()
    assert page.index("本单位") < page.index("本区其他单位") and str(clerk) in page
    answer = client.post("/me/substitutions/", asked(clerk), follow=True)
    assert answer.redirect_chain and "代理中" in answer.content.decode()
    row = Substitution.objects.get()
    assert (row.principal, row.substitute) == (chief, clerk) and "13812345678" not in row.reason
    told = Message.objects.get()
    assert told.recipient == clerk and str(row) in told.subject and "13812345678" not in told.text
    client.force_login(clerk)
    page = client.get("/me/substitutions/").content.decode()
    assert str(chief) in page and "我代理的" in page
    assert client.post(f"/me/substitutions/{row.pk}/end/").status_code == 404
    client.force_login(chief)
    client.post(f"/me/substitutions/{row.pk}/end/")
    row.refresh_from_db()
    assert row.revoked_on == clock.today() and Message.objects.count() == 2
    assert "已提前结束" in client.get("/me/substitutions/").content.decode()


def test_a_refusal_says_why_and_keeps_what_was_typed(client):
    chief, clerk = person("drc.chief"), person("drc.clerk")
    client.force_login(chief)
    before = everything()
    late = asked(clerk, ended_on="2020-01-01")
    answer = client.post("/me/substitutions/", late)
    assert answer.status_code == 422 and "早于代理起" in answer.content.decode()
    assert "出差" in answer.content.decode()
    stranger = client.post("/me/substitutions/", asked(person("contractor.lead")))
    assert stranger.status_code == 422 and "请从名单中选择" in stranger.content.decode()
    assert everything() == before


@pytest.mark.parametrize("rows", [1, 6])
def test_the_page_takes_as_many_statements_whatever_is_on_it(
    client, django_assert_max_num_queries, rows
):
    chief = person("drc.chief")
    for number in range(rows):
        Substitution.objects.create(
            principal=chief, substitute=person("drc.clerk"), reason="事由",
            started_on=dt.date(2024, 1, 1 + number), ended_on=dt.date(2024, 1, 1 + number),
        )  # fmt: skip
    client.force_login(chief)
    with django_assert_max_num_queries(13):
        client.get("/me/substitutions/")
    with django_assert_max_num_queries(8):
        client.get("/me/phrases/")


def test_administrators_have_nobody_to_stand_in(client):
    client.force_login(User.objects.get(username="beijing.admin.system"))
    assert client.get("/me/substitutions/").status_code == 404
    assert client.get("/me/phrases/").status_code == 404
    assert client.get("/me/password/").status_code == 200


def test_phrases_are_my_own_first_then_my_organisations():
    chief, clerk, other = person("drc.chief"), person("drc.clerk"), person("finance.chief")
    body = led_by(chief)[0]
    keep_phrase(chief, "同意，请按程序办理。", organization=body)
    keep_phrase(clerk, "材料  齐全，\n拟同意。")
    keep_phrase(clerk, "同意，请按程序办理。")
    assert phrases_for(clerk) == ["材料 齐全， 拟同意。", "同意，请按程序办理。"]
    assert phrases_for(chief) == ["同意，请按程序办理。"] and phrases_for(other) == []


def test_what_a_phrase_may_not_be():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    assert keep_phrase(clerk, "联系 13812345678").text == "联系 *******5678" or (
        "13812345678" not in Phrase.objects.get().text
    )
    for text, why in (("  ", "请填写"), ("长" * 201, "最多 200 字")):
        with pytest.raises(PhraseRefused, match=why):
            keep_phrase(clerk, text)
    with pytest.raises(PhraseRefused, match="由科长"):
        keep_phrase(clerk, "同意", organization=led_by(chief)[0])
    with pytest.raises(PhraseRefused, match="由科长"):
        keep_phrase(chief, "同意", organization=led_by(person("finance.chief"))[0])
    keep_phrase(chief, "同意")
    with pytest.raises(PhraseRefused, match="已经有"):
        keep_phrase(chief, " 同意 ")
    assert led_by(clerk) == []


def test_thirty_and_no_more():
    clerk = person("drc.clerk")
    for number in range(MOST):
        keep_phrase(clerk, f"第 {number} 句")
    with pytest.raises(PhraseRefused, match="最多保存 30 条"):
        keep_phrase(clerk, "再一句")
    assert Phrase.objects.filter(user=clerk).count() == MOST


def test_who_may_delete():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    shared = keep_phrase(chief, "同意", organization=led_by(chief)[0])
    with pytest.raises(PhraseRefused):
        drop_phrase(clerk, shared)
    own = keep_phrase(clerk, "拟同意")
    with pytest.raises(PhraseRefused):
        drop_phrase(chief, own)
    drop_phrase(person("drc.leader"), shared)  # another leader of the same organisation
    assert list(Phrase.objects.all()) == [own]


def test_the_page_of_phrases(client):
    chief, clerk = person("drc.chief"), person("drc.clerk")
    client.force_login(chief)
    body = led_by(chief)[0]
    client.post("/me/phrases/", {"text": "请会同财政局研究。", "shared": body.pk})
    client.post("/me/phrases/", {"text": "<b>同意</b>", "shared": ""})
    page = client.get("/me/phrases/").content.decode()
    assert "&lt;b&gt;同意&lt;/b&gt;" in page and "请会同财政局研究。" in page
    assert client.post("/me/phrases/", {"text": ""}).status_code == 422
    client.force_login(clerk)
    page = client.get("/me/phrases/").content.decode()
    assert "请会同财政局研究。" in page and "同意</b>" not in page and "给谁用" not in page
    shared, own = Phrase.objects.get(user=None), Phrase.objects.get(user=chief)
    assert client.post(f"/me/phrases/{own.pk}/drop/").status_code == 404
    client.post(f"/me/phrases/{shared.pk}/drop/")
    assert Phrase.objects.count() == 2
    client.force_login(chief)
    client.post(f"/me/phrases/{own.pk}/drop/")
    client.post(f"/me/phrases/{shared.pk}/drop/")
    assert not Phrase.objects.exists()


def test_my_menu_and_my_password(client):
    clerk = person("drc.clerk")
    clerk.set_password("Xk29-mm41-pp")
    clerk.save()
    assert client.login(username=clerk.username, password="Xk29-mm41-pp")
    page = client.get("/").content.decode()
    for url in ("/me/substitutions/", "/me/phrases/", "/notices/settings/", "/me/password/"):
        assert f'href="{url}"' in page
    wrong = client.post(
        "/me/password/",
        {"old_password": "不对", "new_password1": "Yt38-nn52-qq", "new_password2": "Yt38-nn52-qq"},
    )
    assert wrong.status_code == 200 and "不正确" in wrong.content.decode()
    changed = client.post(
        "/me/password/",
        {
            "old_password": "Xk29-mm41-pp",
            "new_password1": "Yt38-nn52-qq",
            "new_password2": "Yt38-nn52-qq",
        },
        follow=True,
    )
    assert "口令已修改" in changed.content.decode()
    assert client.login(username=clerk.username, password="Yt38-nn52-qq")
