"""ID, card and phone: encrypted at rest, found by a keyed blind index, masked everywhere.

Stored as ``<key id>:<base64 of nonce + AES-256-GCM ciphertext>``. Keys come from
``settings.FIELD_KEYS`` (key id → base64 of 32 bytes, the first encrypts) and the index key from
``settings.BLIND_INDEX_KEY`` (个人信息保护法 28、51).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# A run of digits as long as a phone, an ID or a card; or a phone or card written in groups.
LONG_NUMBER = re.compile(
    r"\d{11,}[\dXx]?|1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)|(?:\d{4}[ -]){3,4}\d{1,4}(?!\d)"
)


def encrypt(plain: str) -> str:
    if not plain:
        return ""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, plain.encode(), None)
    return f"{key_id}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str) -> str:
    if not stored:
        return ""
    key_id, _, body = stored.partition(":")
    sealed = base64.b64decode(body)
    cipher = AESGCM(base64.b64decode(settings.FIELD_KEYS[key_id]))
    return cipher.decrypt(sealed[:12], sealed[12:], None).decode()


def blind(plain: str) -> str:
    """Hex HMAC-SHA256: equal for equal numbers, tells nothing about them."""
    if not plain:
        return ""
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


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
