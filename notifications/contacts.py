"""A person's telephone: kept encrypted, shown by its last four, opened only to send.

The cipher is the house's (settings.ADDRESS_CIPHER names it): notifications may not import the
engine, and there must be one set of keys.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .models import Channel, Contact

PLACE = f"{Contact._meta.db_table}.address_cipher"
MOBILE = re.compile(r"1[3-9]\d{9}")


def _cipher(verb: str, text: str) -> str:
    """``text`` sealed for this column, or opened from it."""
    return str(import_string(settings.ADDRESS_CIPHER[verb])(text, PLACE))


def phone_of(user: Any) -> str:
    """The number in clear, for the gateway only; "" where none was given."""
    kept = Contact.objects.filter(user=user, channel=Channel.SMS).first()
    return _cipher("decrypt", kept.address_cipher) if kept else ""


def masked_phone(user: Any) -> str:
    """****1234, or "" where none was given."""
    number = phone_of(user)
    return f"****{number[-4:]}" if number else ""


def keep_phone(user: Any, number: str) -> None:
    sealed = {"address_cipher": _cipher("encrypt", number)}
    Contact.objects.update_or_create(user=user, channel=Channel.SMS, defaults=sealed)


def forget_phone(user: Any) -> None:
    Contact.objects.filter(user=user, channel=Channel.SMS).delete()
