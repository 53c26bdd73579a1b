"""A heading nobody knows is explained once and understood from then on; a known one keeps its meaning."""

import pytest

from flows.audit.models import Entry
from flows.engine.findings import NotYours, Refused
from flows.labour.actions.words import learn, words_of
from flows.labour.models import HeadingWord
from flows.payroll.models import PayrollLine
from flows.sheets.ledgers import parse
from flows.sheets.vocabulary import LEDGERS, ledgers_with
from tests.dossier import codes, everything, refused
from tests.pages.test_ledgers import choose
from tests.payroll import sheetwork as made
from tests.payroll.june import LEDGER, SHEET, three

ODD = [{"实发": "到手工资", "应发": "毛工资"}.get(each, each) for each in made.PAY]


def odd_ledger():
    return made.workbook(ODD, [made.line(number, name, 2) for number, name in
                               ((1, "张三"), (2, "李四"), (3, "王五"))])  # fmt: skip


def test_words_are_a_plain_mapping_and_never_beat_a_known_heading():
    said = parse(LEDGER, odd_ledger())
    assert said.unknown == ("毛工资", "到手工资") and {"net", "gross"} <= set(said.missing)
    words = {"payroll": {"到手工资": "net", "毛工资": "gross", "户名": "net", "备注": "nonsense"}}
    taught = parse(LEDGER, odd_ledger(), words=words)
    assert not taught.errors and len(taught.rows) == 3 and taught.rows[0].card_holder == "张三"
    assert ledgers_with({}) == LEDGERS
    double = {"payroll": {"到手工资": "net", "毛工资": "net"}}
    assert {e.code for e in parse(LEDGER, odd_ledger(), words=double).errors} >= {"HEADING_DOUBLE"}


@pytest.fixture
def site(db):
    return three()


@pytest.mark.django_db
def test_said_once_on_the_preview_and_known_from_then_on(site, client):
    client.force_login(site.officer)
    days = [
        (name, number, ["", "", 1, 1]) for number, name in ((1, "张三"), (2, "李四"), (3, "王五"))
    ]
    site.hand_in(SHEET, made.attendance(days))
    answer = choose(client, site, (LEDGER, odd_ledger()))
    page = client.get(answer.url).content.decode()
    assert "“到手工资”这一列是" in page and "记住并重新核对" in page
    before = everything()
    again = client.post(answer.url, {"do": "learn"})  # nothing chosen: said, nothing learned
    assert not HeadingWord.objects.exists()
    assert {k for k, v in everything().items() if v != before[k]} <= {"django_session"}
    again = client.post(again.url, {"do": "learn", "word-0-0": "gross", "word-0-1": "net"})
    page = client.get(again.url).content.decode()
    assert "将记录 3 行" in page and "“到手工资”这一列是" not in page
    client.post(again.url, {"do": "confirm"})
    assert PayrollLine.objects.count() == 3
    entry = Entry.objects.get(move="learn_heading")
    assert entry.payload == {"kind": "payroll", "words": {"毛工资": "gross", "到手工资": "net"}}
    assert site.hand_in(LEDGER, odd_ledger())["unchanged"] == 3


@pytest.mark.django_db
def test_two_headings_for_one_field_and_known_ones_are_refused(site):
    by, project = site.officer, site.project
    for said, code in (
        ({"毛工资": "net", "到手工资": "net"}, "WORD_DOUBLE"),
        ({"户名": "net"}, "WORD_KNOWN"),
        ({"到手工资": "salary"}, "WORD_WRONG"),
        ({}, "WORD_MISSING"),
    ):
        wrong = refused(Refused, lambda said=said: learn(project, "payroll", said, by=by))
        assert codes(wrong) == [code]
    stranger = site.person("township.ledger")
    refused(NotYours, lambda: learn(project, "payroll", {"到手工资": "net"}, by=stranger))


@pytest.mark.django_db
def test_the_list_is_the_organisations_own_and_words_can_be_forgotten(site, client):
    (word,) = learn(site.project, "payroll", {"到手工资": "net"}, by=site.officer)
    assert words_of(site.project)["payroll"] == {"到手工资": "net"}
    client.force_login(site.person("township.ledger"))
    assert "到手工资" not in client.get("/heading-words/").content.decode()
    assert client.post("/heading-words/", {"word": word.pk}).status_code == 404
    client.force_login(site.officer)
    assert "到手工资" in client.get("/heading-words/").content.decode()
    assert client.post("/heading-words/", {"word": word.pk}).status_code == 302
    assert not HeadingWord.objects.exists()
