"""The trail: nothing changes it, and whoever does anyway is found."""

import pytest
from django.db import Error, connection, transaction

from flows.audit.models import Chain, Entry
from flows.audit.verify import verify
from flows.demo.actors import whose
from flows.engine import gate
from tests.dossier import a_project, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    project = a_project()
    item_of(project, "LISTING")
    chain = Chain.objects.get(pk=project.chain.pk)
    assert chain.sequence >= 8 and verify(chain).intact
    return chain


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def refused(text, *values):
    with pytest.raises(Error, match=r"trail|head|clock"), transaction.atomic():
        sql(text, *values)


COLUMNS = (
    "chain_id, sequence, kind, actor_name, actor_post, paper, paper_title, step, move, label, "
    "from_state, to_state, opinion, payload, simulated, happened_at, written_at, previous, digest"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE flows_entry SET opinion = '改' WHERE chain_id = %s",
        "UPDATE flows_entry SET digest = digest WHERE chain_id = %s",
        "DELETE FROM flows_entry WHERE chain_id = %s",
        f"INSERT INTO flows_entry ({COLUMNS}) SELECT {COLUMNS.replace('sequence', 'sequence + 100')}"
        " FROM flows_entry WHERE chain_id = %s LIMIT 1",
        "UPDATE flows_chain SET head = repeat('1', 64) WHERE id = %s",
        "UPDATE flows_chain SET sequence = 1 WHERE id = %s",
        "DELETE FROM flows_chain WHERE id = %s",
        "UPDATE flows_chain SET simulated_at = simulated_at - interval '1 day' WHERE id = %s",
    ],
)
def test_nothing_but_append_entry_writes_it(chain, statement):
    refused(statement, chain.pk)
    assert verify(chain).intact


def test_it_is_not_emptied_either(chain):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE flows_entry CASCADE")
    refused("TRUNCATE flows_chain CASCADE")
    assert verify(chain).intact


def test_the_orm_has_no_way_in(chain):
    entry = chain.entries.first()
    for attempt in (entry.save, entry.delete, lambda: chain.entries.update(label="改")):
        with pytest.raises(Error), transaction.atomic():
            attempt()
    entry.pk = None
    with pytest.raises(Error), transaction.atomic():
        entry.save(force_insert=True)


def test_saving_a_stale_chain_cannot_wind_it_back(chain):
    """``save()`` of an instance loaded earlier would write its old head over the new one."""
    stale = Chain.objects.get(pk=chain.pk)
    item = item_of(chain.project, "LISTING")
    gate.perform(item, "enlist", by=whose(item))
    with pytest.raises(Error), transaction.atomic():
        stale.save()
    assert verify(chain).intact


# -- whoever owns the database can switch the guards off; it shows -----------------------------


@pytest.fixture
def unguarded(chain):
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be altered
    sql("ALTER TABLE flows_entry DISABLE TRIGGER USER")
    sql("ALTER TABLE flows_chain DISABLE TRIGGER USER")
    return chain


@pytest.mark.parametrize(
    "column, value",
    [
        ("opinion", "'同意'"),
        ("actor_name", "'别人'"),
        ("actor_id", "NULL"),
        ("payload", "'{\"x\": 1}'::jsonb"),
        ("happened_at", "happened_at + interval '1 microsecond'"),
        ("written_at", "written_at - interval '1 second'"),
        ("simulated", "NOT simulated"),
        ("to_state", "'已备案'"),
        ("kind", "'edit'"),
        ("paper_id", "paper_id + 1"),
    ],
)
def test_an_altered_entry_is_named(unguarded, column, value):
    sql(
        f"UPDATE flows_entry SET {column} = {value} WHERE chain_id = %s AND sequence = 4",
        unguarded.pk,
    )
    verdict = verify(unguarded)
    assert (verdict.intact, verdict.sequence, verdict.fault) == (False, 4, "内容与哈希不符")


def test_every_column_is_under_the_hash(unguarded):
    """A column added later and forgotten in ``entry_digest`` would be free to change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('entry_digest'::regproc)")
        body = cursor.fetchone()[0]
    for field in Entry._meta.fields:
        if field.column not in ("id", "digest"):
            assert f"e.{field.column}" in body, field.column


def test_an_altered_entry_with_a_matching_hash_breaks_the_next(unguarded):
    sql(
        "UPDATE flows_entry SET opinion = '同意' WHERE chain_id = %s AND sequence = 4", unguarded.pk
    )
    sql(
        "UPDATE flows_entry e SET digest = entry_digest(e) WHERE chain_id = %s AND sequence = 4",
        unguarded.pk,
    )
    verdict = verify(unguarded)
    assert (verdict.sequence, verdict.fault) == (5, "与前一条不衔接")


def test_an_entry_cut_out_of_the_middle(unguarded):
    sql("DELETE FROM flows_entry WHERE chain_id = %s AND sequence = 4", unguarded.pk)
    assert verify(unguarded).sequence == 5


def test_two_entries_that_changed_places(unguarded):
    sql("UPDATE flows_entry SET sequence = 1000 WHERE chain_id = %s AND sequence = 4", unguarded.pk)
    sql("UPDATE flows_entry SET sequence = 4 WHERE chain_id = %s AND sequence = 5", unguarded.pk)
    sql("UPDATE flows_entry SET sequence = 5 WHERE chain_id = %s AND sequence = 1000", unguarded.pk)
    verdict = verify(unguarded)
    assert not verdict.intact and verdict.sequence == 4


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_a_tail_cut_off_shows_at_the_head(unguarded, kept):
    sql("DELETE FROM flows_entry WHERE chain_id = %s AND sequence > %s", unguarded.pk, kept)
    verdict = verify(unguarded)
    assert (verdict.intact, verdict.entries, verdict.sequence) == (False, kept, None)
    assert "截断" in verdict.fault


def test_an_entry_moved_to_another_chain(unguarded):
    other = a_project(code="2503-110118-04-01-200002", name="另一条路").chain
    other.refresh_from_db()
    last = other.sequence
    sql(
        "UPDATE flows_entry SET chain_id = %s, sequence = %s WHERE chain_id = %s AND sequence = 4",
        other.pk,
        last + 1,
        unguarded.pk,
    )
    assert verify(other).sequence == last + 1 and not verify(unguarded).intact


# -- what it says ------------------------------------------------------------------------------


def test_two_chains_are_independent(unguarded):
    other = a_project(code="2503-110118-04-01-200002", name="另一条路").chain
    sql("UPDATE flows_entry SET opinion = '改' WHERE chain_id = %s AND sequence = 2", unguarded.pk)
    assert verify(other).intact and not verify(unguarded).intact
    assert list(other.entries.values_list("sequence", flat=True)) == list(
        range(1, other.entries.count() + 1)
    )


def test_the_hash_is_canonical(chain):
    """The same content hashes the same however its JSON was written, and whatever the session's
    time zone."""
    text = (
        "SELECT append_entry(%s, %s::jsonb)",
        '{"kind":"move","actor_name":"甲","actor_post":"","paper":"","paper_title":"","step":"",'
        '"move":"m","label":"试","from_state":"","to_state":"","opinion":"","simulated":true,'
        '"happened_at":"2025-01-06T09:00:00+08:00","payload":%s}',
    )
    sql(text[0], chain.pk, text[1] % '{"b":1,"a":[1,2]}')
    sql("SET LOCAL TIME ZONE 'America/New_York'")
    sql("SET LOCAL DateStyle = 'SQL, DMY'")
    assert verify(chain).intact
    sql(text[0], chain.pk, text[1] % '{ "a":[1, 2],  "b":1 }')
    sql("SET LOCAL TIME ZONE 'UTC'")
    assert verify(chain).intact


def test_an_entry_says_who_when_and_that_it_is_simulated(chain):
    entry = chain.entries.get(move="submit", paper="PlanItem")
    assert entry.simulated and entry.happened_at.year == 2025 < entry.written_at.year
    assert entry.actor_name == str(entry.actor) and "村委会主任" in entry.actor_post
    assert (entry.step, entry.from_state, entry.to_state) == ("村申报", "村申报", "乡镇审核")


def test_in_real_time_the_two_times_agree():
    project = a_project(on=None)
    entry = project.chain.entries.first()
    assert not entry.simulated
    assert abs((entry.written_at - entry.happened_at).total_seconds()) < 60


def test_what_only_follows_is_recorded_too(chain):
    """The stage's own move has its entry, by the person whose signature caused it."""
    stage = chain.entries.get(paper="Project", move="reserve")
    cause = chain.entries.get(paper="PlanItem", move="reserve")
    assert stage.actor_id == cause.actor_id and stage.sequence == cause.sequence + 1


def test_an_unknown_chain_is_an_error_not_an_entry():
    with pytest.raises(Error, match="no chain"), transaction.atomic():
        sql("SELECT append_entry(0, '{}'::jsonb)")
