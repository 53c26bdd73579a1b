"""Fold AddConstraint and AddIndex of a fresh 0001_initial into its CreateModel operations."""

import importlib
from pathlib import Path

import django

django.setup()

from django.db import migrations  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402

APPS = {
    "orgs": "flows.orgs.migrations",
    "flows": "flows.migrations",
    "notifications": "notifications.migrations",
}
FOLDED = {
    migrations.AddConstraint: ("constraints", "constraint"),
    migrations.AddIndex: ("indexes", "index"),
}


def fold(operations):
    """The same operations, those of a whole model's fields moved into its creation."""
    made = {op.name_lower: op for op in operations if isinstance(op, migrations.CreateModel)}
    late = {op.model_name_lower for op in operations if isinstance(op, migrations.AddField)}
    left = []
    for op in operations:
        place = FOLDED.get(type(op))
        if place is None or op.model_name_lower in late or op.model_name_lower not in made:
            left.append(op)
            continue
        options = made[op.model_name_lower].options
        options.setdefault(place[0], []).append(getattr(op, place[1]))
    return left


for label, package in APPS.items():
    module = importlib.import_module(f"{package}.0001_initial")
    migration = module.Migration("0001_initial", label)
    migration.operations = fold(migration.operations)
    Path(module.__file__).write_text(MigrationWriter(migration).as_string(), "utf-8")
