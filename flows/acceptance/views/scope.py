"""Find a case in the scope of whoever asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from ..models import AcceptanceCase


def find_case(user: Any, pk: int) -> AcceptanceCase:
    """The case; 404 where there is none in ``user``'s scope."""
    found = (
        AcceptanceCase.objects.visible_to(user)
        .select_related("project__chain", "initiator")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
