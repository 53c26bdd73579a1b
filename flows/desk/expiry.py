"""临时账号: refused in words at log-in, and shown out, once its last day has passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from flows.engine import clock
from flows.orgs.models import User


def expired(user: Any) -> bool:
    """Whether ``user``'s account has ended. Accounts live in the real world: so do their days."""
    return user.expires_on is not None and user.expires_on < clock.today()


def farewell(user: Any) -> str:
    return f"该临时账号有效期至 {user.expires_on}，已经到期，不能再登录。仍需参加验收的，请联系项目业主。"


class LogInForm(AuthenticationForm):
    """Django's own, which also asks whether the account has ended."""

    def clean(self) -> dict[str, Any]:
        """An account that was closed meanwhile is told so only to whoever knows its password."""
        try:
            return super().clean()
        except ValidationError:
            self._tell_if_closed()
            raise

    def _tell_if_closed(self) -> None:
        said = self.cleaned_data
        user = User.objects.filter(username=said.get("username") or "").first()
        known = user is not None and user.check_password(said.get("password") or "")
        if user is not None and known and expired(user):
            raise ValidationError(farewell(user), code="expired")

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if expired(user):
            raise ValidationError(farewell(user), code="expired")


def end_expired(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: a session does not outlive its account."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and expired(user):
            said = farewell(user)
            logout(request)
            messages.warning(request, said)
            return redirect("login")
        return get_response(request)

    return answer
