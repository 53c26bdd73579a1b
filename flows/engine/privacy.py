"""ID, card and phone: encrypted at rest, found by a keyed blind index, masked everywhere.

Stored as ``<key id>:<place>:<base64 of nonce + AES-256-GCM ciphertext>``. Keys come from
``settings.FIELD_KEYS`` (key id → base64 of 32 bytes, the first encrypts) and the index key from
``settings.BLIND_INDEX_KEY`` (个人信息保护法 28、51).

``place`` is the table and column, sealed along as associated data: what is moved to another column
does not open there (:func:`opened`). It cannot be the row: a primary key is not known before the
insert, and a blind index does that work, as a number must fit the index beside it. Without a place
(``<key id>:<base64>``) is what is no column, and what was written before; it still opens.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# A run of digits as long as a phone, an ID or a card; or a phone or card written in groups.
LONG_NUMBER = re.compile(
    r"\d{11,}[\dXx]?|1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)|(?:\d{4}[ -]){3,4}\d{1,4}(?!\d)"
)

BLOCK = 64  # bytes, of SHA-256
NONCE = 12  # bytes, of AES-GCM


class Misplaced(Exception):
    """密文不属于这一行或这一列，不予打开。"""


def encrypt(plain: str, place: str = "") -> str:
    """``plain`` sealed for ``place`` ("table.column"); "" stays "", an absent number is no secret."""
    (sealed,) = encrypt_all([plain], place)
    return sealed


def encrypt_all(plains: Sequence[str], place: str = "") -> list[str]:
    """:func:`encrypt` of each."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    begin = f"{key_id}:{place}:" if place else f"{key_id}:"
    seal, said = _cipher(key).encrypt, place.encode() or None
    random = os.urandom(NONCE * len(plains))
    nonces = [random[start : start + NONCE] for start in range(0, len(random), NONCE)]
    return [
        begin + b2a_base64(nonce + seal(nonce, plain.encode(), said), newline=False).decode()
        if plain
        else ""
        for nonce, plain in zip(nonces, plains, strict=True)
    ]


def decrypt(stored: str, place: str = "") -> str:
    """What :func:`encrypt` sealed. Raises :class:`Misplaced` where it was sealed for another place
    than ``place``, KeyError where its key is gone, InvalidTag where it was altered."""
    if not stored:
        return ""
    (key_id, *said), body = stored.split(":")[:-1], stored.rpartition(":")[2]
    sealed_for = said[0] if said else ""
    if place and sealed_for and sealed_for != place:
        raise Misplaced
    sealed = base64.b64decode(body)
    cipher = _cipher(settings.FIELD_KEYS[key_id])
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], sealed_for.encode() or None).decode()


def place_of(model: Any, column: str) -> str:
    """Where a column's numbers are sealed for: "flows_worker.id_cipher"."""
    return f"{model._meta.db_table}.{column}"


def opened(row: Any, field: str) -> str:
    """The number ``field`` ("id", "phone", "card") of ``row``, "" where none was given.

    Raises :class:`Misplaced` for what belongs to another column, or does not fit its blind index.
    """
    column = f"{field}_cipher"
    plain = decrypt(getattr(row, column), place_of(row, column))
    if blind(plain) != getattr(row, f"{field}_index", blind(plain)):
        raise Misplaced
    return plain


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


def blind(plain: str) -> str:
    """Hex HMAC-SHA256: equal for equal numbers, tells nothing about them."""
    return _blind(plain, *_begun(settings.BLIND_INDEX_KEY))


def blind_all(plains: Iterable[str]) -> list[str]:
    """:func:`blind` of each."""
    inside, outside = _begun(settings.BLIND_INDEX_KEY)
    return [_blind(plain, inside, outside) for plain in plains]


def _blind(plain: str, inside: Any, outside: Any) -> str:
    if not plain:
        return ""
    inner, outer = inside.copy(), outside.copy()
    inner.update(plain.encode())
    outer.update(inner.digest())
    digest: str = outer.hexdigest()
    return digest


@lru_cache(maxsize=8)
def _begun(key: str) -> tuple[Any, Any]:
    """The two hashes of HMAC-SHA256 (RFC 2104) as they stand after the key: the same for every number."""
    opened_key = base64.b64decode(key)
    if len(opened_key) > BLOCK:
        opened_key = hashlib.sha256(opened_key).digest()
    padded = opened_key.ljust(BLOCK, b"\0")
    return (
        hashlib.sha256(bytes(sign ^ 0x36 for sign in padded)),
        hashlib.sha256(bytes(sign ^ 0x5C for sign in padded)),
    )


def mask_name(name: str) -> str:
    """吕树 → 吕*，欧阳小明 → 欧***."""
    return name[:1] + "*" * (len(name) - 1)


def mask_tail(last4: str) -> str:
    return f"****{last4}" if last4 else ""


def scrub(text: str) -> str:
    """Free text as it may be kept: every long number reduced to its last four, no NUL."""
    return LONG_NUMBER.sub(_tail, text.replace("\0", ""))


def _tail(found: re.Match[str]) -> str:
    return f"****{re.sub('[ -]', '', found.group())[-4:]}"
