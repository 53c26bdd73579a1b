"""The back office for organisations, posts, people and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from .appointments import reasons_against, settle_back_office
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
        if reasons := reasons_against(user, post, by=self.by, but=self.instance):
            raise forms.ValidationError(reasons)
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
        super().save_model(request, obj, form, change)
        settle_back_office(obj.user)


class AppointmentInline(admin.TabularInline):
    model = Appointment
    extra = 0
    can_delete = False
    fields = readonly_fields = ["post", "started_on", "ended_on"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FirstPasswordForm(AdminPasswordChangeForm):
    """A password that an administrator has seen must be changed at the next log-in."""

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = True
        return super().save(commit)


class NewPersonForm(AdminUserCreationForm):
    def save(self, commit: bool = True) -> Any:
        self.instance.must_change_password = True
        return super().save(commit)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are deactivated, never deleted; nobody is a superuser, rights come with posts."""

    add_form = NewPersonForm
    change_password_form = FirstPasswordForm

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
