"""监理日志: written once a day by each supervising body, closed after it, added to with time and name."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from flows.demo.onsite import photo
from flows.engine.findings import NotYours, Refused
from flows.supervision.actions import Day, add_to_log, write_log
from flows.supervision.models import SiteLog
from tests.dossier import everything, holding, refused
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 20)
SAID = Day("K0+100 至 K0+180 路基碾压", "晴", "旁站压实度检测", "", "压路机 1 台")


@pytest.fixture
def project(db):
    return under_construction()


@pytest.fixture
def engineer(project):
    return holding(project, "supervisor.engineer")


def codes(caught):
    return [each.code for each in caught.value.findings]


def test_written_once_and_sent_twice_it_is_one(project, engineer):
    shots = (("a.jpg", photo("路基")),)
    log = write_log(project, by=engineer, day=TODAY, said=SAID, photos=shots)
    assert (log.people, log.machines, log.photos.count()) == (None, "压路机 1 台", 1)
    before = everything()
    assert write_log(project, by=engineer, day=TODAY, said=SAID, photos=shots).pk == log.pk
    assert everything() == before
    other = Day("改写")
    caught = refused(Refused, write_log, project, by=engineer, day=TODAY, said=other)
    assert codes(caught) == ["LOG_WRITTEN"]
    chief = holding(project, "supervisor.chief")
    assert codes(refused(Refused, write_log, project, by=chief, day=TODAY, said=other)) == [
        "LOG_WRITTEN"
    ]
    oversight = holding(project, "oversight.director")
    assert write_log(project, by=oversight, day=TODAY, said=other).pk != log.pk


@pytest.mark.parametrize(
    "days, said, code",
    [(-1, SAID, "DAY_FUTURE"), (2, SAID, "LOG_LATE"), (0, Day(" "), "WORKS_MISSING")],
)
def test_a_day_is_closed_after_it_and_not_written_ahead(project, engineer, days, said, code):
    day = TODAY - dt.timedelta(days=days)
    assert codes(refused(Refused, write_log, project, by=engineer, day=day, said=said)) == [code]
    assert write_log(project, by=engineer, day=TODAY - dt.timedelta(days=1), said=SAID)


def test_only_the_supervising_side_writes_and_only_its_own(project, engineer):
    lead = holding(project, "contractor.lead")
    refused(NotYours, write_log, project, by=lead, day=TODAY, said=SAID)
    log = write_log(project, by=engineer, day=TODAY, said=SAID)
    oversight = holding(project, "oversight.director")
    refused(NotYours, add_to_log, log, by=oversight, text="补充")
    refused(Refused, add_to_log, log, by=engineer, text="  ")
    for _ in range(2):
        log = add_to_log(log, by=engineer, text="下午试验报告到场")
    (added,) = log.additions
    assert (added["by"], added["text"]) == (str(engineer), "下午试验报告到场")


@pytest.mark.parametrize("change", [
    {"works": "改"}, {"additions": []}, {"additions": [{"text": "换了"}]}, {"people": 9},
])  # fmt: skip
def test_the_database_only_lets_it_be_added_to(project, engineer, change):
    log = write_log(project, by=engineer, day=TODAY, said=SAID)
    add_to_log(log, by=engineer, text="一")
    add_to_log(log, by=engineer, text="二")
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteLog.objects.filter(pk=log.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteLog.objects.filter(pk=log.pk).delete()
    assert len(SiteLog.objects.get(pk=log.pk).additions) == 2
