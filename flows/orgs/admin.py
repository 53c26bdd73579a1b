"""The back office for organisations, posts, people and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from .kinds import ADMIN_POSTS
from .models import Appointment, Organization, Post, User

admin.site.site_header = admin.site.site_title = "以工代赈全流程系统 · 后台管理"
admin.site.index_title = "单位、岗位、人员与参数"
admin.site.unregister(Group)


class PostInline(admin.TabularInline):
    model = Post
    extra = 0
    can_delete = False


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "district", "town", "village", "sector"]
    list_filter = ["kind", "district"]
    search_fields = ["name", "town", "village"]
    inlines = [PostInline]


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["organization", "title"]
    list_filter = ["code", "organization__district"]
    search_fields = ["organization__name"]
    autocomplete_fields = ["organization"]
    list_select_related = ["organization"]


class AppointmentForm(forms.ModelForm):
    """任职: nobody appoints himself, and administrators hold no business post beside."""

    by: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user, post = cleaned.get("user"), cleaned.get("post")
        if not user or not post or cleaned.get("ended_on"):
            return cleaned
        if user == self.by:
            raise forms.ValidationError("不能任命自己，请由另一位系统管理员办理。")
        held = [
            each.post.code
            for each in user.appointments.filter(ended_on=None)
            .exclude(pk=self.instance.pk)
            .select_related("post")
        ]
        if any((code in ADMIN_POSTS) != (post.code in ADMIN_POSTS) for code in held):
            raise forms.ValidationError("管理员岗位与业务岗位不得由一人兼任。")
        return cleaned


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    form = AppointmentForm
    list_display = ["user", "post", "started_on", "ended_on", "scope"]
    list_filter = [("ended_on", admin.EmptyFieldListFilter), "post__code"]
    search_fields = ["user__full_name", "user__username", "post__organization__name"]
    autocomplete_fields = ["user", "post"]
    list_select_related = ["user", "post__organization"]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        made = super().get_form(request, *args, **kwargs)
        return type(made.__name__, (made,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The back office opens and closes with an administrator's post."""
        super().save_model(request, obj, form, change)
        held = obj.user.appointments.filter(ended_on=None, post__code__in=ADMIN_POSTS)
        User.objects.filter(pk=obj.user_id).update(is_staff=held.exists())


class AppointmentInline(admin.TabularInline):
    model = Appointment
    extra = 0
    can_delete = False
    fields = readonly_fields = ["post", "started_on", "ended_on"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are deactivated, never deleted; nobody is a superuser, rights come with posts."""

    list_display = ["username", "full_name", "is_active", "last_login"]
    list_filter = ["is_active", "appointments__post__code"]
    search_fields = ["username", "full_name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("人员", {"fields": ["full_name", "email", "is_active"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "full_name", "usable_password", "password1", "password2"],
            },
        ),
    ]
    inlines = [AppointmentInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Posts are given after the person exists, on the page of appointments."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin):
    """What the administrators did: for the audit administrator, to be looked at only."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag"]
    list_filter = ["action_flag", "content_type"]
    date_hierarchy = "action_time"
    list_select_related = ["user", "content_type"]
