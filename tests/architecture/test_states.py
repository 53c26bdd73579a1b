"""A state is set by a transition, made by the door, and PostgreSQL refuses anything else."""

import ast

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django_fsm import FSMFieldMixin

from flows.engine import registry

from .source import modules

# A seat's state is what somebody said, not a paper's machine; only the desk writes it, and its
# buttons ask what would be if somebody agreed.
SEATS = (
    "flows/desk/desk.py",
    "flows/desk/laying.py",
    "flows/desk/buttons.py",
    "flows/desk/actions/adding.py",
    "flows/desk/actions/ending.py",
    "flows/desk/actions/passing.py",
    "flows/desk/actions/reseating.py",
    "flows/desk/actions/settling.py",
    "flows/desk/actions/taking.py",
)


def sets_state(tree: ast.Module):
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [e for t in targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
            for each in flat:
                if isinstance(each, ast.Attribute) and each.attr in ("state", "stage"):
                    yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("update", "bulk_update"):
                yield from (node.lineno for k in node.keywords if k.arg in ("state", "stage"))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
            name = node.args[1]
            if isinstance(name, ast.Constant) and name.value in ("state", "stage"):
                yield node.lineno


def test_no_code_sets_a_state():
    found = [
        f"{path}:{line}"
        for path, tree in modules()
        for line in sets_state(tree)
        if path not in SEATS
    ]
    assert not found, f"状态只能由 gate 经转移改变：{found}"


def papers():
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FSMFieldMixin)
    ]


@pytest.mark.django_db
def test_every_machine_is_guarded_by_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        triggers = {}
        for table, name in cursor.fetchall():
            triggers.setdefault(table, []).append(name)
    unguarded = [
        model._meta.db_table
        for model, _ in papers()
        if not any("state" in name for name in triggers.get(model._meta.db_table, []))
    ]
    assert not unguarded, f"加到 flows/engine/database.py 的 GUARDED：{unguarded}"


@pytest.mark.django_db
def test_a_state_changed_outside_a_unit_is_refused():
    from tests.dossier import a_project, item_of

    item = item_of(a_project())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ygdz.unit', '', true)")
    item.state = "FILED"
    for attempt in (
        item.save,
        lambda: type(item).objects.filter(pk=item.pk).update(state="FILED"),
        item.delete,
    ):
        with pytest.raises(Error), transaction.atomic():
            attempt()


def test_every_flow_is_of_a_paper_with_a_machine():
    machines = {model for model, _ in papers()}
    assert {flow.paper for flow in registry.flows().values()} <= machines
