"""Call-backs on their pages: drawn once, money shown only beside the answer, telephones by purpose."""

import pytest

from flows.supervision.models import Visit, VisitRound
from tests.dossier import everything, holding
from tests.pages.conftest import statements, stranger, text_of  # noqa: F401
from tests.supervision.paid import a_paid_month, a_person, a_round, asker


@pytest.fixture
def batch(db):
    return a_paid_month()


@pytest.fixture
def made(db):
    return a_round()


def address(made, *more):
    return f"/projects/{made.project.code}/visits/{made.pk}/" + "".join(f"{x}/" for x in more)


def test_the_page_draws_once_and_shows_money_only_beside_the_answer(client, batch):
    project = batch.project
    client.force_login(asker(project))
    assert "抽样回访" in text_of(client.get(f"/projects/{project.code}/visits/"))
    begin = f"/projects/{project.code}/visits/begin/"
    page = text_of(client.post(begin, {"batch": batch.pk}, follow=True))
    made = VisitRound.objects.get()
    assert made.seed in page and "1,000.00" not in page and "1380000" not in page
    before = everything()
    answer = client.post(begin, {"batch": batch.pk}, follow=True)
    assert "不能重新抽取" in text_of(answer) and VisitRound.objects.count() == 1
    assert {k: v for k, v in everything().items() if k != "django_session"} == {
        k: v for k, v in before.items() if k != "django_session"
    }
    said = {"method": "PHONE", "reached": "yes", "himself": "yes", "amount": "900", "days": "5"}
    page = text_of(client.post(address(made, 1), said, follow=True))
    assert page.count("1,000.00") == 1 and "金额不符" in page
    page = text_of(client.post(address(made, 2), {"method": "PHONE", "reached": "yes"}))
    assert "请记录是不是本人务工" in page and made.visits.get(position=2).at is None


def test_the_telephone_leads_back_to_the_sample_and_nowhere_else(client, made):
    client.force_login(asker(made.project))
    person = made.visits.first().line.engagement
    url = f"/projects/{made.project.code}/workers/{person.pk}/reveal/"
    said = {"field": "phone", "reason": "报酬发放回访", "next": address(made)}
    page = text_of(client.post(url, said))
    assert f'href="{address(made)}"' in page and person.worker.phone_last4 in page
    page = text_of(client.post(url, said | {"next": "https://example.org/"}))
    assert "example.org" not in page


def test_others_look_and_strangers_do_not(client, made, stranger):  # noqa: F811
    client.force_login(holding(made.project, "contractor.lead"))
    page = text_of(client.get(address(made)))
    assert "保存回答" not in page and "查看完整" not in page
    before = everything()
    answer = client.post(address(made, 1), {"method": "PHONE", "reached": "no"})
    assert answer.status_code == 403 and made.visits.filter(tries=0).count() == 5
    assert Visit.objects.filter(at=None).count() == 5 and everything() == before
    client.force_login(stranger)
    for url in (address(made), f"/projects/{made.project.code}/visits/"):
        assert client.get(url).status_code == 404


def test_the_page_asks_the_same_for_any_number_of_people(client, made, statements):  # noqa: F811
    client.force_login(asker(made.project))
    counts = set()
    for more in (0, 20):
        for number in range(100, 100 + more):
            line = a_person(made.batch, number)
            Visit.objects.create(round=made, line=line, position=number)
        with statements() as found:
            assert client.get(address(made)).status_code == 200
        counts.add(len(found))
    assert len(counts) == 1 and made.visits.count() == 25
