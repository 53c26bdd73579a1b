"""A project at its first desk, elements with something wrong, and who sits where."""

import pytest

from flows.desk import desk
from flows.engine.findings import Refused
from tests.dossier import ELEMENTS, a_project, codes, refused


@pytest.fixture
def project(db):
    return a_project()


def refusal(act, *given, **more):
    """The codes with which ``act`` is refused; nothing at all has changed."""
    return codes(refused(Refused, act, *given, **more))


def who_sits(case):
    return [seat.post.code for seat in desk.seats_at(case)]


def without(*keys):
    return {key: parts for key, parts in ELEMENTS.items() if key not in keys}


def changed(key, **parts):
    return ELEMENTS | {key: ELEMENTS[key] | parts}
