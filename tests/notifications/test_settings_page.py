"""我的消息设置: what a person chooses is what he gets."""

import pytest

from flows.demo.actors import agree
from flows.planning.models import PlanItem
from notifications.contacts import keep_phone, phone_of
from notifications.models import Channel, Contact, Delivery, Kind, Preference
from notifications.route import route
from tests.dossier import a_project, everything, holding

from .people import a_message, reader

pytestmark = pytest.mark.django_db
URL = "/notices/settings/"
NUMBER = "138 0013-8000"


@pytest.fixture
def person(client):
    client.force_login(reader())
    return reader()


def posted(**choice):
    return {kind.value: [] for kind in Kind} | {"digest_hour": ""} | choice


def test_the_page_is_found_and_shows_the_defaults(client, person):
    assert URL in client.get("/notices/").content.decode()
    page = client.get(URL)
    form = page.context["form"]
    assert all(form[kind.value].initial == ["email"] for kind in Kind)
    assert [each[0] for each in form["todo"].field.choices] == ["email"]  # the house has no others
    assert "phone" not in form.fields
    for kind in Kind:
        assert kind.label in page.content.decode()


def test_looking_changes_nothing_and_costs_the_same_for_everybody(
    client, person, robot, gateway, django_assert_max_num_queries
):
    client.get(URL)
    before = everything()
    with django_assert_max_num_queries(9):
        client.get(URL)
    assert everything() == before
    keep_phone(person, "13800138000")
    client.post(URL, posted(todo=["email"], digest_hour="8"))
    with django_assert_max_num_queries(9):
        client.get(URL)


def test_each_kind_goes_its_own_way(client, person, robot, gateway):
    choice = posted(todo=["email", "sms"], escalation=["webhook"], copy=[], phone=NUMBER)
    assert client.post(URL, choice).status_code == 302
    for kind in ("todo", "escalation", "copy"):
        a_message(kind, kind=kind)
    route()
    assert set(Delivery.objects.values_list("kind", "channel")) == {
        ("todo", "email"),
        ("todo", "sms"),
        ("escalation", "webhook"),
    }
    assert phone_of(reader()) == "13800138000"


def test_who_chose_nothing_gets_what_the_house_says(person, robot, gateway, settings):
    settings.NOTICE_CHANNELS = ["email", "webhook"]
    a_message(1)
    route()
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"email", "webhook"}


def test_a_channel_that_the_house_gave_up_is_not_sent_by(client, person, robot, settings):
    client.post(URL, posted(todo=["email", "webhook"]))
    settings.NOTICE_WEBHOOK = settings.NOTICE_WEBHOOK | {"url": ""}
    a_message(1)
    route()
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["email"]


@pytest.mark.parametrize(
    "choice, said",
    [
        ({"todo": ["sms"]}, "选择了短信，请填写手机号码"),
        ({"phone": "010-12345678"}, "应为 11 位手机号码"),
        ({"phone": "1380013800x"}, "应为 11 位手机号码"),
        ({"todo": ["pigeon"]}, "pigeon"),
        ({"digest_hour": "25"}, "25"),
    ],
)
def test_a_mistake_is_explained_and_changes_nothing(client, person, gateway, choice, said):
    before = everything()
    answer = client.post(URL, posted(**choice))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and everything() == before
    assert choice.get("phone", "010-12345678") not in page  # not written back


def test_the_number_is_shown_masked_kept_when_left_empty_and_can_be_deleted(
    client, person, gateway
):
    client.post(URL, posted(todo=["sms"], phone=NUMBER))
    page = client.get(URL).content.decode()
    assert "****8000" in page and "13800138000" not in page
    assert client.post(URL, posted(todo=["sms"])).status_code == 302
    assert Contact.objects.get().channel == Channel.SMS
    assert client.post(URL, posted(todo=["sms"], forget="on")).status_code == 422
    assert client.post(URL, posted(todo=["email"], forget="on")).status_code == 302
    assert not Contact.objects.exists()


def test_everybody_has_his_own(client, person):
    client.post(URL, posted(digest_hour="17"))
    client.force_login(reader("other"))
    assert client.get(URL).context["form"]["digest_hour"].initial == ""
    client.post(URL, posted(digest_hour="8"))
    assert Preference.objects.get(user=person).digest_hour == 17


def test_who_has_no_address_is_told(client):
    client.force_login(reader("bare", email=""))
    assert "还没有登记电子邮箱" in client.get(URL).content.decode()


def test_an_official_finds_his_choice_applied_to_a_real_project(client, robot):
    project = a_project(on=None)
    clerk = holding(project, "township.clerk")
    client.force_login(clerk)
    client.post(URL, posted(todo=["webhook"]))
    agree(PlanItem.objects.get(project=project))
    route()
    (row,) = Delivery.objects.filter(recipient=clerk)
    assert (row.channel, row.kind) == ("webhook", "todo")
