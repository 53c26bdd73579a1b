"""No page shows a full ID, card or phone; outside one's scope there is no page at all."""

import pytest
from django.test import Client

from flows.engine.privacy import decrypt
from flows.labour.models import Engagement, Roster
from flows.payroll.models import PayrollBatch
from tests.dossier import everything
from tests.pages.conftest import JUNE, handing_in, text_of, with_june
from tests.pages.test_ledgers import choose
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ITEMS = [f"E{n}" for n in range(1, 8)] + [f"L{n}" for n in range(1, 19)]


def pages_of(project):
    """Every page of the rooms about ``project``."""
    code = project.code
    batch = PayrollBatch.objects.filter(project=project).first()
    case = project.acceptancecases.first()
    person = Engagement.objects.filter(project=project).first()
    found = [
        f"/projects/{code}/ledgers/", f"/projects/{code}/flags/", f"/projects/{code}/workers/",
        f"/projects/{code}/workers/{person.pk}/", f"/projects/{code}/checkpoints/",
        f"/projects/{code}/checkpoints/add/", f"/papers/PayrollBatch/{batch.pk}/",
        f"/payroll/{batch.pk}/lines/", f"/payroll/{batch.pk}/notice/",
        f"/payroll/{batch.pk}/signatures/", f"/payroll/lines/{batch.lines.first().pk}/strike/",
        f"/papers/AcceptanceCase/{case.pk}/", f"/acceptance/{case.pk}/committee/",
        *(f"/acceptance/{case.pk}/items/{item}/" for item in ITEMS),
    ]  # fmt: skip
    roster = Roster.objects.filter(project=project).first()
    return [*found, f"/papers/Roster/{roster.pk}/"] if roster else found


@remembered
def crawled(project, user):
    """The text of every page by its address, as ``user`` sees it, and whether nothing has changed."""
    client = Client()
    client.force_login(user)
    before = everything()
    found = {each: text_of(client.get(each, follow=True)) for each in pages_of(project)}
    return found, everything() == before


@pytest.fixture
def site(db):
    return with_june()


@pytest.fixture
def pages(site):
    return crawled(site.project, site.officer)[0]


def test_no_page_shows_a_full_number(pages):
    numbers = set()
    for each in Engagement.objects.select_related("worker"):
        numbers |= {decrypt(each.worker.id_cipher), decrypt(each.card_cipher),
                    decrypt(each.worker.phone_cipher)}  # fmt: skip
    assert len(numbers) > 120 and len(pages) > 30
    for address, page in pages.items():
        shown = [number for number in numbers if number in page]
        assert not shown, (address, shown)


def test_a_preview_shows_no_full_number(client):
    site = handing_in()
    client.force_login(site.officer)
    page = text_of(client.get(choose(client, site, *JUNE).url))
    for each in Engagement.objects.select_related("worker"):
        assert decrypt(each.worker.id_cipher) not in page and decrypt(each.card_cipher) not in page


def test_outside_ones_scope_there_is_nothing(client, site, stranger):
    client.force_login(stranger)
    for address in pages_of(site.project):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {}).status_code in (404, 405), address


def test_nobody_sees_anything_without_logging_in(client, site):
    for address in pages_of(site.project):
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url.startswith("/login/"), address


def test_no_page_carries_inline_script_or_style(pages):
    for address, page in pages.items():
        assert "<style" not in page and " style=" not in page and " onclick=" not in page, address
        assert "{{" not in page and "{%" not in page and "None<" not in page, address


def test_reading_changes_nothing(site):
    _, unchanged = crawled(site.project, site.officer)
    assert unchanged
