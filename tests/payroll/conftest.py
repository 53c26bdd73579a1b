"""Sites on which pay is tried out: a fresh one before the start, and one at work."""

import pytest

from flows.demo.organisation import Cast
from tests.dossier import ensure
from tests.payroll.worksite import Site, on_site


@pytest.fixture
def ready(db) -> Site:
    """密云小路 in 开工准备: the roster waits to be handed in."""
    return Site("miyun-road")


@pytest.fixture
def site(db) -> Site:
    """The same under construction since 2025-06-03, nobody paid yet."""
    return on_site("miyun-road")


@pytest.fixture
def stranger(db):
    """Somebody with a post, in a village that has nothing to do with any project here."""
    bodies = ensure(Cast("110119", "外镇", "外村", "水利", "外镇中心", "外村合作社", None))
    return bodies["contractor"].posts.get(code="contractor.labour").holders[0]
