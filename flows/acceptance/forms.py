"""Forms of acceptance: explanations, the committee and its members, filing, benefits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from .actions.handover import Gain
from .actions.review import MOST, Word
from .rules.items import CHECKS
from .states import ItemWord

VOTE, SPEAK, RECUSED = "vote", "speak", "recused"
ROLES = (("", "不参加"), (VOTE, "表决"), (SPEAK, "列席，不表决"))


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


def date_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class OutsiderForm(forms.Form):
    """Nothing private but a name and a house."""

    name = forms.CharField(label="姓名", max_length=40)
    organization = forms.CharField(label="单位", max_length=60)
    voting = forms.BooleanField(label="有表决权", required=False, initial=True)


class RecusalForm(forms.Form):
    """Why a member leaves, and who of ``people`` (appointments) sits in his place."""

    reason = forms.CharField(
        label="回避理由",
        max_length=200,
        help_text="写明与谁是什么关系；记入留痕，印在鉴定书上。",
    )
    person = forms.ChoiceField(label="替补", required=False)

    def __init__(self, people: list[Any], data: Any = None) -> None:
        super().__init__(data)
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        chosen = [(str(each.pk), f"{each.user}（{each.post}）") for each in people]
        person.choices = [("", "不派替补"), *chosen]
        self._people = {str(each.pk): each for each in people}

    @property
    def substitute(self) -> Any | None:
        return self._people.get(self.cleaned_data["person"])


class InterestForm(forms.Form):
    """``people`` whose relation may be listed (oneself first), ``bodies`` whose works are judged."""

    person = forms.ChoiceField(label="人员")
    organization = forms.ChoiceField(label="单位")
    relation = forms.CharField(label="关系", max_length=120, help_text="如：配偶在该单位任职。")

    def __init__(self, people: list[Any], bodies: list[Any], data: Any = None) -> None:
        super().__init__(data)
        self._people = {str(each.pk): each for each in people}
        self._bodies = {str(each.pk): each for each in bodies}
        for name, found in (("person", self._people), ("organization", self._bodies)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, str(each)) for key, each in found.items()]

    def said(self) -> dict[str, Any]:
        """In the form of ``actions.list_interest``."""
        given = self.cleaned_data
        return {
            "user": self._people[given["person"]],
            "organization": self._bodies[given["organization"]],
            "relation": given["relation"],
        }


class FilingForm(forms.Form):
    filed_on = date_field("备案日期")
    filing_number = forms.CharField(label="备案号", max_length=60)


class BenefitsForm(forms.Form):
    """For each of the four ways (``rows`` of views/benefits.py) a value or 不适用, and a note."""

    def __init__(self, rows: list[dict[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        self._modes = [row["mode"] for row in rows]
        for row in rows:
            mode = row["mode"]
            self.fields[f"applies-{mode}"] = forms.ChoiceField(
                label="是否适用",
                choices=(("1", "适用"), ("0", "不适用")),
                initial=row["applies"],
                widget=forms.RadioSelect,
            )
            self.fields[f"actual-{mode}"] = forms.DecimalField(
                label="实际值", required=False, min_value=0, max_digits=15,
                decimal_places=2, initial=row["value"],
            )  # fmt: skip
            self.fields[f"note-{mode}"] = forms.CharField(
                label="说明", required=False, max_length=400, initial=row["note"],
                help_text="不适用、少于计划或与台账不同的，写明理由。",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for mode in self._modes:
            if said.get(f"applies-{mode}") == "1" and said.get(f"actual-{mode}") is None:
                self.add_error(f"actual-{mode}", "适用的，须填写实际值（没有的写 0）。")
        return said

    def gains(self) -> dict[str, Gain]:
        """In the form of ``actions.say_benefits``."""
        said = self.cleaned_data
        return {
            mode: Gain(
                said[f"actual-{mode}"] if said[f"applies-{mode}"] == "1" else None,
                said[f"note-{mode}"],
            )
            for mode in self._modes
        }
