"""Big files go through the queue: seen on a page, stopped before anything is written, never half."""

import datetime as dt

import pytest
from django.conf import settings

from flows.engine import clock
from flows.engine.findings import Busy
from flows.engine.models import Parameter
from flows.labour.models import HandIn
from flows.payroll import tasks
from flows.payroll.actions import jobs
from flows.payroll.models import ImportJob, PayrollLine
from flows.sheets import ahead, shelf
from flows.sheets.ledgers import parse
from tests.dossier import everything
from tests.pages.conftest import JUNE
from tests.pages.test_ledgers import choose
from tests.payroll.worksite import on_site

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """A worker is killed: nothing it holds in memory is ever said again."""


@pytest.fixture
def site(db):
    return on_site("miyun-road")


@pytest.fixture
def officer(client, site):
    """Ten rows are big here, and nobody works on the queue but the test."""
    Parameter.objects.filter(key="import.queue.rows").update(value="10")
    client.force_login(site.officer)
    return client


def queued(officer, site, *files):
    answer = choose(officer, site, *files or JUNE)
    job = ImportJob.objects.get()
    assert answer.url == f"/projects/{site.project.code}/imports/{job.pk}/"
    return job, answer.url


def fresh():
    return ImportJob.objects.get()


def lease_over():
    ImportJob.objects.update(leased_until=clock.now() - dt.timedelta(seconds=1))


def without_jobs():
    return {k: v for k, v in everything().items() if k not in ("flows_importjob", "django_session")}


@pytest.mark.parametrize("threads", [1, 2])  # of the test's own; with one a process reads beside
def test_from_the_files_to_the_ledger_through_the_queue(officer, site, monkeypatch, threads):
    monkeypatch.setattr(ahead.threading, "active_count", lambda: threads)
    before = without_jobs()
    job, url = queued(officer, site)
    assert "排队中" in officer.get(url).content.decode() and job.total > 80
    ledgers = officer.get(f"/projects/{site.project.code}/ledgers/").content.decode()
    assert "有文件在后台核对" in ledgers
    assert tasks.import_job(job.pk) and not tasks.import_job(job.pk)  # again: nobody's any more
    assert fresh().status == "READY" and fresh().done == job.total and without_jobs() == before
    page = officer.get(url).content.decode()
    assert (
        "查看核对结果" in page
        and "将记录 42 行"
        in officer.get(f"/projects/{site.project.code}/ledgers/{job.token}/").content.decode()
    )
    answer = officer.post(f"/projects/{site.project.code}/ledgers/{job.token}/", {"do": "confirm"})
    assert answer.url == url and fresh().status == "QUEUED" and not PayrollLine.objects.exists()
    assert tasks.imports() == 1 and tasks.imports() == 0
    assert fresh().status == "DONE" and PayrollLine.objects.count() == 42
    assert "已记录 42 行" in officer.get(url).content.decode()
    assert not list((settings.MEDIA_ROOT / "waiting").iterdir())


def test_a_worker_killed_in_the_middle_loses_nothing(officer, site, monkeypatch):
    job, _url = queued(officer, site)
    tasks.import_job(job.pk)
    officer.post(f"/projects/{site.project.code}/ledgers/{job.token}/", {"do": "confirm"})
    before, entries = without_jobs(), site.entries()

    def dies(*_, **__):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_said", dies)  # everything is written, the end is not yet said
        with pytest.raises(Died):
            tasks.import_job(job.pk)
    assert fresh().status == "RUNNING" and without_jobs() == before and site.entries() == entries
    assert tasks.imports() == 0  # its lease still runs
    lease_over()
    assert tasks.imports() == 1 and fresh().status == "DONE"
    assert PayrollLine.objects.count() == 42 and HandIn.objects.count() == 3


def test_who_is_overtaken_writes_nothing(officer, site, monkeypatch):
    job, _ = queued(officer, site)
    real, before = jobs.rehearse, without_jobs()

    def slow(*given, **more):
        done = real(*given, **more)
        ImportJob.objects.update(leased_until=clock.now() + dt.timedelta(hours=1))  # another has it
        return done

    monkeypatch.setattr(jobs, "rehearse", slow)
    assert not tasks.import_job(job.pk)
    assert fresh().status == "RUNNING" and without_jobs() == before


def test_cancelled_while_it_waits_and_while_it_is_written(officer, site, monkeypatch):
    before = without_jobs()
    job, url = queued(officer, site)
    officer.post(url)
    assert fresh().status == "CANCELLED" and not shelf.is_there(job.token)
    assert not tasks.import_job(job.pk)
    ImportJob.objects.all().delete()
    job, url = queued(officer, site)
    real = jobs.hand_in_all
    tasks.import_job(job.pk)
    officer.post(f"/projects/{site.project.code}/ledgers/{job.token}/", {"do": "confirm"})

    def asked(*given, **more):
        officer.post(url)
        return real(*given, **more)

    monkeypatch.setattr(jobs, "hand_in_all", asked)
    tasks.import_job(job.pk)
    assert fresh().status == "CANCELLED" and without_jobs() == before
    assert "已按要求取消" in officer.get(url).content.decode()


def test_a_busy_project_and_a_bug_are_tried_again_and_not_for_ever(officer, site, monkeypatch):
    job, url = queued(officer, site)
    for error in (Busy(), ValueError("6222020000000000018")):
        monkeypatch.setattr(
            jobs, "rehearse", lambda *a, error=error, **k: (_ for _ in ()).throw(error)
        )
        tasks.import_job(job.pk)
        assert fresh().status == "QUEUED"
        lease_over()
    for _ in range(jobs.TRIES):
        tasks.import_job(job.pk)
        lease_over() if fresh().status == "QUEUED" else None
    assert fresh().status == "FAILED" and "多次中断" in officer.get(url).content.decode()
    assert not shelf.is_there(job.token)


def test_only_a_key_travels_and_the_files_outlast_the_hour(officer, site, client):
    job, url = queued(officer, site)
    numbers = [row.id_number for row in parse(JUNE[0], site.file(JUNE[0])).rows]
    kept = b"".join(path.read_bytes() for path in (settings.MEDIA_ROOT / "waiting").iterdir())
    assert not any(number.encode() in kept for number in numbers)
    assert not any(number in str(vars(fresh())) for number in numbers)
    path = settings.MEDIA_ROOT / "waiting" / job.token
    assert path.stat().st_mtime > clock.now().timestamp() + 80_000
    client.force_login(site.person("contractor.lead"))
    assert client.get(url).status_code == 200 and client.post(url).status_code == 403
    assert fresh().status == "QUEUED"


def test_few_rows_are_looked_at_on_the_spot(client, site):
    client.force_login(site.officer)
    assert "/ledgers/" in choose(client, site, JUNE[0]).url and not ImportJob.objects.exists()
