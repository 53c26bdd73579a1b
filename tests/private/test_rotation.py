"""New keys for old: everything, while people work, and after a kill."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from secrets import token_bytes

import pytest
from django.core.management import call_command
from django.db import connection

from flows.demo.actors import fresh
from flows.engine import rotation
from flows.engine.privacy import blind, decrypt, encrypt, opened
from flows.labour.models import Engagement, Worker
from flows.orgs.models import User
from flows.payroll.models import PayrollLine
from notifications.contacts import keep_phone, phone_of
from notifications.models import Contact
from tests.dossier import everything
from tests.pages.conftest import with_june
from tests.payroll.sheetwork import identity

ROOT = Path(__file__).resolve().parents[2]
PHONE = "13800138000"


def key():
    return b64encode(token_bytes(32)).decode()


@pytest.fixture
def keys(settings):
    """The old key, and a new one to come before it."""
    return {"k2": key()} | settings.FIELD_KEYS


def rotated(capsys, *options):
    """The JSON of the command by column, and how it ended."""
    ended = 0
    try:
        call_command("rotate_keys", "--json", *options)
    except SystemExit as stopped:
        ended = stopped.code
    found = json.loads(capsys.readouterr().out)
    return {each["column"]: each for each in found}, ended


def numbers():
    """Every number in clear, in order."""
    found = [(opened(each, "id"), opened(each, "phone")) for each in Worker.objects.order_by("pk")]
    found += [opened(each, "card") for each in Engagement.objects.order_by("pk")]
    return found + [opened(each, "card") for each in PayrollLine.objects.order_by("pk")]


def test_every_column_of_the_house_is_found():
    assert {each.place for each in rotation.columns()} >= {
        "flows_worker.id_cipher", "flows_worker.phone_cipher", "flows_engagement.card_cipher",
        "flows_payrollline.card_cipher", "notifications_contact.address_cipher",
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_handed_in_is_sealed_for_its_own_column():
    site = with_june()
    keep_phone(site.officer, PHONE)
    assert {each.place: each.left.count() for each in rotation.columns()} == {
        each.place: 0 for each in rotation.columns()
    }


@pytest.mark.django_db
def test_all_of_it_and_a_second_time_nothing(settings, keys, capsys):
    site = with_june()
    keep_phone(site.officer, PHONE)
    before, settings.FIELD_KEYS = numbers(), keys
    unchanged = everything()
    checked, ended = rotated(capsys, "--check")
    assert ended == 1 and everything() == unchanged
    assert checked["flows_payrollline.card_cipher"]["left"] == 42
    done, ended = rotated(capsys, "--batch", "17")
    assert ended == 0 and done["flows_payrollline.card_cipher"]["rotated"] == 42
    assert done["flows_worker.id_cipher"]["by_key"] == {"k2": 44}
    settings.FIELD_KEYS = {"k2": keys["k2"]}  # the old key is gone
    assert numbers() == before and phone_of(site.officer) == PHONE
    unchanged = everything()
    done, ended = rotated(capsys)
    assert ended == 0 and not any(each["rotated"] for each in done.values())
    assert everything() == unchanged


@pytest.mark.django_db
def test_confirmed_lines_are_sealed_anew_too_and_stay_frozen(settings, keys, capsys):
    site = with_june()
    assert PayrollLine.objects.filter(confirmed=True).count() > 30
    settings.FIELD_KEYS = keys
    assert rotated(capsys)[1] == 0
    assert site.move_on("2025-06", "PUBLICIZING").state == "PUBLICIZING"


@pytest.mark.django_db
def test_what_does_not_open_is_left_and_told(settings, keys, capsys):
    with_june()
    first, second, third = Worker.objects.order_by("pk")[:3]
    Worker.objects.filter(pk=first.pk).update(id_cipher="k0:" + first.id_cipher[3:])
    Worker.objects.filter(pk=second.pk).update(id_cipher=third.id_cipher)  # another's number
    settings.FIELD_KEYS = keys
    done, ended = rotated(capsys)
    ids = done["flows_worker.id_cipher"]
    assert ended == 1 and ids["unreadable"] == 2 == ids["left"] and ids["rotated"] == 42
    assert ids["by_key"] == {"": 1, "k1": 1, "k2": 42}


@pytest.mark.django_db
def test_what_was_sealed_without_its_place_gets_it(capsys):
    with_june()
    one = Worker.objects.order_by("pk").first()
    number = opened(one, "id")
    Worker.objects.filter(pk=one.pk).update(id_cipher=encrypt(number))
    assert rotated(capsys)[0]["flows_worker.id_cipher"]["rotated"] == 1
    again = fresh(one)
    assert (
        again.id_cipher.startswith("k1:flows_worker.id_cipher:") and opened(again, "id") == number
    )


@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_everything_readable(settings, keys, capsys):
    Worker.objects.bulk_create(
        Worker(name="甲", birth_date=dt.date(1980, 1, 1), id_index=blind(identity(n)),
               id_last4=identity(n)[-4:],
               id_cipher=encrypt(identity(n), "flows_worker.id_cipher")) for n in range(20)
    )  # fmt: skip
    user = User.objects.create(username="a")
    keep_phone(user, PHONE)
    settings.FIELD_KEYS = keys
    killed(keys, settings)
    assert rotation.counts(rotation.Column(Worker, "id_cipher")) == {"k1": 12, "k2": 8}
    said = {decrypt(each) for each in Worker.objects.values_list("id_cipher", flat=True)}
    assert said == {identity(n) for n in range(20)} and phone_of(user) == PHONE
    done, ended = rotated(capsys, "--batch", "4")
    assert ended == 0 and done["flows_worker.id_cipher"]["rotated"] == 12
    settings.FIELD_KEYS = {"k2": keys["k2"]}
    assert {opened(each, "id") for each in Worker.objects.all()} == said
    assert phone_of(user) == PHONE and Contact.objects.count() == 1


def killed(keys, settings):
    at = connection.settings_dict
    place = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@"
    host, port = str(at["HOST"]).replace("/", "%2F"), f":{at['PORT']}" if at["PORT"] else ""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.private.rotating", "2"],
        cwd=ROOT,
        env=os.environ | {
            "DATABASE_URL": f"postgres://{place}{host}{port}/{at['NAME']}",
            "FIELD_KEYS": ",".join(f"{name}:{value}" for name, value in keys.items()),
            "BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
            "SECRET_KEY": settings.SECRET_KEY,
        },
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
