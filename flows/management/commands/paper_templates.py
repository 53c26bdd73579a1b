"""Write the house's own templates of the papers that come out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from flows.documents.issued.layouts import LAYOUTS
from flows.documents.issued.office import base
from flows.documents.issued.templates import FOLDER


class Command(BaseCommand):
    help = "按版式重新生成系统自带的文书模板（flows/documents/templates_docx）。"

    def handle(self, **options: Any) -> None:
        for kind, layout in LAYOUTS.items():
            (FOLDER / f"{kind}.docx").write_bytes(base(layout))
            self.stdout.write(f"{kind}.docx　{layout.kind.label}")
