"""Sites on which pay is tried out: a fresh one before the start, and one at work."""

import pytest

from tests.payroll.worksite import Site, on_site


@pytest.fixture
def ready(db) -> Site:
    """密云小路 in 开工准备: the roster waits to be handed in."""
    return Site("miyun-road")


@pytest.fixture
def site(db) -> Site:
    """The same under construction since 2025-06-03, nobody paid yet."""
    return on_site("miyun-road")
