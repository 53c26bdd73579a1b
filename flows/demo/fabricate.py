"""A maker of case folders: other districts, totals, months, hands and faults, always the same.

``fabricate(Spec(district="110113", headcount=24, faults=("F02",)), 7)`` gives the facts of
case.json, the files, and what an honest count must find. The same spec and seed give the same
bytes on every machine. Labour pay is what the days amount to; nothing is bent to meet a total.

By hand: ``python3 manage.py shell -c "from flows.demo.fabricate import *; write('/tmp/case',
Spec(months=3), 7)"``, then ``python3 manage.py story /tmp/case``.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from .fabrication.facts import code_of, expected_of, facts_of
from .fabrication.faults import people_needed, plant
from .fabrication.people import invent
from .fabrication.sheets import File, files_of
from .fabrication.spec import ENCODINGS, FAULTS, HEADINGS, Spec
from .fabrication.work import Site, work

__all__ = ["ENCODINGS", "FAULTS", "HEADINGS", "Spec", "fabricate", "facts_alone", "write"]


def fabricate(spec: Spec, seed: int | str) -> tuple[dict[str, Any], list[File], dict[str, Any]]:
    """(facts as case.json has them, files by name, expected figures and planted faults).

    Raises ValueError where the people are too few for the faults.
    """
    facts, site = _make(spec, seed)
    planted = plant(_stream(seed, "faults"), site, spec.faults)
    return facts, files_of(site, str(facts["name"])), expected_of(site, planted)


def facts_alone(spec: Spec, seed: int | str) -> dict[str, Any]:
    """The facts without the files: enough for a project that has no roster yet."""
    return _make(spec, seed)[0]


def _make(spec: Spec, seed: int | str) -> tuple[dict[str, Any], Site]:
    """What was promised, and the site before anything is planted on it."""
    code = spec.code or code_of(_stream(seed, "code"), spec)
    crew = invent(_stream(seed, "people"), spec, code[-6:])
    site = work(_stream(seed, "work"), spec, crew, people_needed(spec.faults))
    return facts_of(spec, site, code, site.relief_pay()), site


def write(folder: str | Path, spec: Spec, seed: int | str) -> Path:
    """Write the case into ``folder`` (made when missing) as the bundled cases are laid out."""
    facts, files, expected = fabricate(spec, seed)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, said in (("case.json", facts), ("expected.json", expected)):
        (place / name).write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for name, data in files:
        (place / name).write_bytes(data)
    return place


def _stream(seed: int | str, part: str) -> Random:
    """Chance of its own for every part: a change in one does not stir the others."""
    return Random(f"{seed}/{part}")
