"""What a page asks of the database does not grow with the number of people."""

import pytest

from tests.pages.conftest import text_of

pytestmark = pytest.mark.django_db
ITEMS = ("E1", "E6", "L1", "L2", "L4", "L6", "L8", "L10", "L13", "L14", "L16", "L17")


def addresses(works):
    code, batch, case = works.project.code, works.batch.pk, works.case.pk
    return [
        f"/projects/{code}/ledgers/", f"/projects/{code}/flags/", f"/projects/{code}/workers/",
        f"/projects/{code}/workers/{works.lines[0].engagement_id}/", f"/projects/{code}/checkpoints/",
        f"/papers/PayrollBatch/{batch}/", f"/payroll/{batch}/lines/", f"/payroll/{batch}/notice/",
        f"/payroll/{batch}/signatures/", f"/papers/AcceptanceCase/{case}/",
        *(f"/acceptance/{case}/items/{item}/" for item in ITEMS),
    ]  # fmt: skip


def test_ten_people_and_a_hundred_cost_the_same(client, works, statements):
    client.force_login(works.holder("township.ledger"))
    counts = {}
    for people in (10, 100):
        for number in range(len(works.lines), people):
            works.lines.append(works.person(number, f"工{number}"))
        for address in addresses(works):
            with statements() as found:
                assert "<h1>" in text_of(client.get(address))
            counts.setdefault(address, []).append(len(found))
    grown = {address: both for address, both in counts.items() if both[1] > both[0]}
    assert not grown
    assert max(both[1] for both in counts.values()) <= 107, counts
