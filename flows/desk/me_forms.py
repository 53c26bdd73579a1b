"""Forms of the personal pages: whom to let stand in, and which words to keep."""

from __future__ import annotations

from typing import Any

from django import forms

from flows.orgs.models import Post, User
from flows.orgs.substitutions import candidates

from .forms import date_widget
from .phrases import LONGEST


class SubstitutionForm(forms.Form):
    """Whom, from when to when, for which of my posts, why."""

    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label="代理人",
        error_messages={"required": "请选择代理人。", "invalid_choice": "请从名单中选择。"},
    )
    post = forms.ModelChoiceField(
        Post.objects.none(), label="代理岗位", required=False, empty_label="我的全部岗位"
    )
    started_on = forms.DateField(
        label="代理起", widget=date_widget(), error_messages={"required": "请填写起日。"}
    )
    ended_on = forms.DateField(
        label="代理止",
        widget=date_widget(),
        help_text="含当日；到期自动结束，也可以提前结束。",
        error_messages={"required": "请填写止日。"},
    )
    reason = forms.CharField(
        label="事由",
        max_length=200,
        help_text="如：出差、休假、学习。",
        error_messages={"required": "请写明事由。"},
    )

    def __init__(self, user: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        found = candidates(user)
        self.fields["substitute"].queryset = found
        self.fields["substitute"].choices = _grouped(found)
        held = [post.pk for post in user.posts]
        self.fields["post"].queryset = Post.objects.filter(pk__in=held).select_related(
            "organization"
        )


def _grouped(found: Any) -> list[tuple[str, Any]]:
    """Colleagues, then the district, each with his posts; the same names are told apart by them."""
    groups: dict[int, list[tuple[int, str]]] = {0: [], 1: []}
    for user in found.prefetch_related("appointments__post__organization"):
        held = [each.post for each in user.appointments.all() if each.ended_on is None]
        groups[user.distance].append((user.pk, f"{user}（{'、'.join(map(str, held))}）"))
    named = [("本单位", groups[0]), ("本区其他单位", groups[1])]
    return [("", "请选择"), *[group for group in named if group[1]]]


class PhraseForm(forms.Form):
    text = forms.CharField(
        label="常用语",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"最多 {LONGEST} 字；身份证号、银行卡号、手机号会被遮去。",
        error_messages={"required": "请填写常用语。"},
    )
    shared = forms.ChoiceField(label="给谁用", required=False)

    def __init__(self, led: list[Any], data: Any = None) -> None:
        super().__init__(data)
        if led:
            mine = [("", "只给我自己")]
            self.fields["shared"].choices = mine + [(str(o.pk), f"{o}全体") for o in led]
        else:
            del self.fields["shared"]
