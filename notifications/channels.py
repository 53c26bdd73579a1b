"""Ways out of the house. 站内 is the row itself; e-mail goes through Django's backend."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from .models import Message


def email(message: Message) -> None:
    """Send ``message`` to the recipient's address; a person without one reads it on the site."""
    if message.quiet or not message.recipient.email:
        return
    body = f"{message.text}\n\n{settings.SITE_URL}{message.url}" if message.url else message.text
    send_mail(message.subject, body, settings.DEFAULT_FROM_EMAIL, [message.recipient.email])
