"""The one form of loading: a file."""

from __future__ import annotations

from typing import Any

from django import forms

from flows.sheets.archive import MAX_FILE


class FileForm(forms.Form):
    files = forms.FileField(
        label="表格",
        max_length=200,
        error_messages={"required": "请先选择文件。", "empty": "文件是空的。"},
    )

    def clean_files(self) -> Any:
        found = self.cleaned_data["files"]
        if found.size > MAX_FILE:
            raise forms.ValidationError(f"文件超过 {MAX_FILE // 1024 // 1024} MB，请分开上传。")
        return found
