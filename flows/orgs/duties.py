"""三员分立：what each administrator may do in the back office. No post has superuser rights.

系统管理员 keeps organisations, posts, people, parameters and the calendar; 安全管理员 looks at people
and appointments; 审计管理员 looks at what the administrators did. None of them sees a project.
"""

from __future__ import annotations

from .kinds import PostCode

CHANGE = ("view", "add", "change")
LOOK = ("view",)
KEPT = {
    "orgs.organization": CHANGE,
    "orgs.post": CHANGE,
    "orgs.user": CHANGE,
    "orgs.appointment": CHANGE,
    "orgs.substitution": CHANGE,
    "flows.parameter": CHANGE,
    "flows.calendaryear": CHANGE,
    "flows.calendarday": (*CHANGE, "delete"),
    "notifications.delivery": ("view", "change"),
}
PEOPLE = {
    "orgs.organization": LOOK,
    "orgs.post": LOOK,
    "orgs.user": LOOK,
    "orgs.appointment": LOOK,
    "orgs.substitution": LOOK,
}
DUTIES: dict[str, dict[str, tuple[str, ...]]] = {
    PostCode.ADMIN_SYSTEM: KEPT,
    PostCode.ADMIN_SECURITY: PEOPLE,
    PostCode.ADMIN_AUDIT: {**PEOPLE, "admin.logentry": LOOK, "flows.parameter": LOOK},
}


def may(post: str, permission: str) -> bool:
    """Whether the holder of ``post`` has Django's ``permission`` (``orgs.change_user``)."""
    app, _, codename = permission.partition(".")
    verb, _, model = codename.partition("_")
    return verb in DUTIES.get(post, {}).get(f"{app}.{model}", ())


def opens(post: str, app_label: str) -> bool:
    """Whether the holder of ``post`` sees anything of the app ``app_label``."""
    return any(name.startswith(f"{app_label}.") for name in DUTIES.get(post, {}))
