"""Addresses of documents: elements, and files handed in with a paper."""

from __future__ import annotations

from django.urls import path

from . import views
from .issued import template_views
from .issued import views as issued

urlpatterns = [
    path("papers/<str:kind>/<int:pk>/elements/", views.elements_page, name="elements"),
    path("papers/<str:kind>/<int:pk>/files/", views.attach_files, name="attach"),
    path("files/<int:pk>/", views.download, name="attachment"),
    path("projects/<str:code>/issued/", issued.issued_list, name="issued"),
    path("projects/<str:code>/issued/<str:token>/", issued.issue_paper, name="issue-paper"),
    path("issued/<int:pk>/", issued.issued_page, name="issued-page"),
    path("issued/<int:pk>/file/", issued.issued_file, name="issued-file"),
    path("paper-templates/", template_views.templates_page, name="paper-templates"),
    path(
        "paper-templates/<str:what>/file/", template_views.template_file, name="paper-template-file"
    ),
]
