"""我的消息设置: by which channels I hear of what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from .forms import PreferenceForm
from .models import Channel, Kind
from .preferences import offered


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """My choice; saved as a whole."""
    posted = request.POST if request.method == "POST" else None
    form = PreferenceForm(request.user, posted)
    if posted is not None and form.is_valid():
        form.save()
        messages.success(request, "消息设置已保存。")
        return redirect("notice-settings")
    page = {
        "form": form,
        "kinds": [form[kind.value] for kind in Kind],
        "rest": [form[name] for name in form.fields if name not in Kind.values],
        "no_address": not request.user.email,
        "in_public": Channel.WEBHOOK in offered(),
        "crumbs": [{"label": "消息", "href": reverse("notices")}, {"label": "我的消息设置"}],
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/settings.html", page, status=status)
