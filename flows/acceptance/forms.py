"""Forms of acceptance: an explanation, the members of the committee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from .actions.review import MOST, Word
from .rules.items import CHECKS
from .states import ItemWord

VOTE, SPEAK, RECUSED = "vote", "speak", "recused"
ROLES = (("", "不参加"), (VOTE, "表决"), (SPEAK, "列席，不表决"), (RECUSED, "回避"))


class ExplanationForm(forms.Form):
    text = forms.CharField(
        label="说明",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="写明未达到的原因、依据和已采取的措施。记入留痕。",
        error_messages={"required": "请写明说明。"},
    )


class CommitteeForm(forms.Form):
    """One role for each post that could sit (``candidates``: rows of views/committee.py), and
    which of them is the chair."""

    chair = forms.ChoiceField(label="主任", required=False)

    def __init__(self, candidates: list[dict[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        self._posts = {str(each["post"].pk): each["post"] for each in candidates}
        chair = self.fields["chair"]
        assert isinstance(chair, forms.ChoiceField)
        chair.choices = [("", "请选择"), *((key, str(post)) for key, post in self._posts.items())]
        self.initial["chair"] = next((str(c["post"].pk) for c in candidates if c["chair"]), "")
        for each in candidates:
            self.fields[f"role-{each['post'].pk}"] = forms.ChoiceField(
                label=str(each["post"]), choices=ROLES, required=False, initial=each["role"]
            )

    def members(self) -> list[dict[str, Any]]:
        """The committee as chosen, in the form of ``actions.set_committee``; the chair first."""
        said = self.cleaned_data
        chosen = [
            {
                "post": post, "voting": said[f"role-{key}"] == VOTE, "chair": key == said["chair"],
                "recused": said[f"role-{key}"] == RECUSED,
            }
            for key, post in self._posts.items() if said[f"role-{key}"]
        ]  # fmt: skip
        return sorted(chosen, key=lambda member: not member["chair"])

    @property
    def chair_absent(self) -> bool:
        """A chair is chosen who does not take part."""
        chair = self.cleaned_data["chair"]
        return bool(chair) and self.cleaned_data.get(f"role-{chair}") in ("", RECUSED)


class ReviewForm(forms.Form):
    """A word and an opinion for every item of the checklist. ``said``: code → what the member has
    said before."""

    def __init__(self, said: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        for code, heading in CHECKS.items():
            before = said.get(code)
            self.fields[f"word-{code}"] = forms.ChoiceField(
                label=f"{code} {heading.title}",
                choices=ItemWord.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=before.word if before else None,
            )
            self.fields[f"opinion-{code}"] = forms.CharField(
                label=f"{code} 意见",
                max_length=MOST,
                required=False,
                initial=before.opinion if before else "",
                widget=forms.TextInput(attrs={"placeholder": "有异议的写明哪里不符"}),
            )

    def words(self) -> dict[str, Word]:
        """Code → word, of the items on which the member has spoken."""
        said = self.cleaned_data
        return {
            code: Word(said[f"word-{code}"], said[f"opinion-{code}"])
            for code in CHECKS
            if said[f"word-{code}"]
        }

    def clean(self) -> dict[str, Any]:
        """An opinion without a word would be lost."""
        said = super().clean() or {}
        for code in CHECKS:
            if said.get(f"opinion-{code}") and not said.get(f"word-{code}"):
                self.add_error(f"word-{code}", "写了意见，请选择确认或有异议。")
        return said
