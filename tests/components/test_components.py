"""Every part of the pages renders from plain values, with nothing inline and nothing private."""

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string

TEMPLATES = Path(__file__).parents[2] / "templates"
WORKERS = [{"name": "王建国", "id_last4": "2316"}, {"name": "李秀英", "id_last4": "042X"}]
FINDING = {
    "code": "F12", "message": "两人共用一张银行卡。", "basis": "京发改〔2023〕1336号 三(四)",
    "cure": "更换为本人银行卡。", "workers": WORKERS, "rows": 3, "level": "block",
}  # fmt: skip
MOVES = [
    {"name": "approve", "label": "批复同意", "open": False, "findings": [FINDING]},
    {"name": "countersign", "label": "会签同意", "open": True, "tone": "primary"},
    {"name": "reject", "label": "不予批准", "open": True, "confirm": "本次报批终止。", "needs_opinion": True},
]  # fmt: skip
ENTRY = {
    "when": datetime(2025, 6, 3, 9, 5), "who": "王海燕", "post": "区发改 科长", "on_behalf": "周敏",
    "what": "退回补正", "opinion": "请补会议记录。", "from_label": "受理", "to_label": "退回",
    "simulated": True, "hash": "9f31c2aa77deadbeef", "attachments": [{"name": "补正通知.pdf"}],
}  # fmt: skip


class Form(forms.Form):
    number = forms.CharField(label="批复文号", help_text="按发文字号填写")
    link = forms.ChoiceField(label="环节", choices=[("a", "一般劳动")], widget=forms.RadioSelect)


def _form() -> Form:
    form = Form({})
    form.is_valid()
    return form


EXAMPLES = {
    "attachments": {"attachments": [{"name": "方案.docx", "url": "/f/1", "size": 2048, "kind": "方案"}]},
    "badge": {"label": "部门会签", "tone": "info"},
    "breadcrumb": {"crumbs": [{"label": "项目", "href": "/projects/"}, {"label": "立项报批"}]},
    "cell_errors": {
        "file": "考勤.xlsx", "rows": 2, "accepted": 0, "unchanged": 0, "rejected": 2,
        "errors": [{"sheet": "6月", "row": 7, "column": "出勤", "person": "王建国", "code": "LOSSY", "message": "不是数字"}],
    },
    "changed": {"kind": "PlanItem", "paper": SimpleNamespace(pk=1, version=3), "entries": [{"hash": "0a"}], "here": "/papers/PlanItem/1/"},
    "compare": {"rows": [{"label": "报酬", "baseline": "336,000.00", "actual": None, "share": "0.5768", "tone": "bad", "verdict": "不符合"}]},
    "corridor": {"stages": [
        {"label": "谋划", "kind": "done", "when": date(2025, 1, 3)},
        {"label": "储备", "kind": "current"},
        {"label": "归档", "kind": "todo"},
    ]},
    "differences": {"differs": [{"person": "王建国", "id_last4": "2316", "column": "工日", "said": "22", "known": "21.5", "gap": "+0.5", "row": 7}]},
    "me_links": {"user": {"is_administrator": False}},
    "phrases": {"phrases": ["同意，请按程序办理。", "材料齐全，拟同意。"]},
    "due": {"due": date(2025, 7, 4), "overdue_workdays": 3},
    "empty": {"title": "没有待办", "hint": "新事项到来时会通知您。", "action_url": "/projects/", "action_label": "看项目"},
    "facts": {"facts": [{"label": "总投资", "value": "1,286,000.00 元"}, {"label": "占比", "value": None, "wide": True}]},
    "field": {"field": _form()["number"]},
    "field_notes": {"field": _form()["number"], "basis": "政府投资条例 第11条"},
    "filter": {"q": "渤海寨", "keys": True, "selects": [{"name": "step", "label": "环节", "options": [{"value": "1", "label": "会签", "chosen": True}]}]},
    "findings": {"findings": [FINDING]},
    "form_errors": {"form": _form()},
    "help_line": {"text": "核对要素。", "basis": "domain 4.4"},
    "keys": {},
    "mark": {},
    "mark_large": {},
    "messages": {"messages": [SimpleNamespace(level_tag="success")]},
    "money": {"value": "336000"},
    "moves": {"moves": MOVES, "action": "/papers/1/", "expect": 7, "draft_key": "u:approval:1", "attachments": True, "help": "核对要素。", "fields": [_form()["link"]], "refused": [FINDING]},
    "note": {"text": "有两行暂缓发放。", "tone": "warn"},
    "page_head": {"title": "立项报批", "badge_label": "会签", "badge_tone": "info", "subs": ["MY-1"]},
    "pager": {"prev_url": "?before=1", "next_url": "?after=2", "shown": "本页 20 件"},
    "progress": {"label": "劳务报酬", "value": "168000.00", "target": "336000.00", "unit": "元", "money": True},
    "seats": {"rule": "全部同意方为通过", "tally": "1/2", "seats": [{"organization": "区财政局", "post": "科长", "holder": "孙志强", "decision": "同意", "tone": "done", "decided_at": datetime(2025, 3, 12, 10, 5)}]},
    "signatures": {"signatures": ["编制人"], "date": True},
    "stats": {"stats": [{"label": "暂缓发放", "value": "2", "unit": "行", "tone": "bad", "href": "#"}, {"label": "在岗", "value": "42"}]},
    "tabs": {"tabs": [{"label": "我的待办", "href": "?", "count": 12, "current": True}, {"label": "已办", "href": "?tab=done"}]},
    "timeline": {"entries": [ENTRY]},
    "upload": {"action": "/ledgers/", "accept": ".xlsx,.csv", "month": "2025-06", "hint": "xlsx 或 csv"},
    "waiting": {"waiting": [{"paper": "6月工资", "step": "乡镇审查", "sentences": ["李晓东须办理“乡镇审查”，应于 2025年7月11日前办结。"], "due": date(2025, 7, 11), "overdue_workdays": 2, "why": [FINDING]}, {"paper": "整改", "step": "复查", "sentences": ["该岗位无人在岗。"]}]},
    "workers": {"workers": WORKERS, "rows": 3},
}  # fmt: skip


def part(name: str, **context: object) -> str:
    return render_to_string(f"components/{name}.html", {**EXAMPLES[name], **context})


def pages() -> list[str]:
    return sorted(str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html"))


@pytest.fixture(autouse=True)
def _plain_static(settings):
    """Names of files as they are: no manifest is needed to look at a component."""
    storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}


def test_every_component_has_an_example():
    assert sorted(EXAMPLES) == sorted(p.stem for p in (TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_component_renders_clean(name):
    html = part(name)
    assert html.strip()
    assert "{#" not in html and "{%" not in html and "None" not in html
    assert not re.search(r"""<[^>]*\s(style|on\w+)=|<script|<style|javascript:""", html)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_component_survives_an_empty_context(name):
    if name not in {"field", "field_notes", "messages"}:
        assert "None" not in render_to_string(f"components/{name}.html", {})


@pytest.mark.parametrize("name", pages())
def test_templates_are_small_and_judge_nothing(name):
    source = (TEMPLATES / name).read_text()
    get_template(name)
    assert len(source.splitlines()) <= 300
    assert not re.search(r"\{%\s*(el)?if[^%]*\b(state|stage|status)\s*(==|!=|in\b)", source)
    markup = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", source, flags=re.S)
    assert not re.search(r"""<[^>%]*\s(style|on[a-z]+)=|https?://(?!www\.w3\.org)""", markup)


def test_finding_says_what_why_how_and_who():
    html = part("findings")
    for text in (
        "阻断",
        "F12",
        "两人共用",
        "1336号",
        "更换为本人",
        "王建国",
        "尾号 2316",
        "3 行",
        "tone-bad",
    ):
        assert text in html
    assert "没有问题" in part("findings", findings=[], none="没有问题")


def test_many_workers_are_counted():
    html = part("workers", workers=[{"name": f"甲{n}", "id_last4": "0001"} for n in range(30)])
    assert html.count("尾号") == 12 and "等 30 人" in html


def test_moves_offer_the_open_and_explain_the_closed():
    html = part("moves", csrf_token="abc")
    assert 'name="move" value="countersign"' in html and 'value="approve"' not in html
    assert 'aria-disabled="true">批复同意' in html
    assert 'name="expect" value="7"' in html and 'name="csrfmiddlewaretoken"' in html
    confirm = html.split("<details", 1)[1]
    assert "本次报批终止。" in confirm and "确认不予批准" in confirm and 'value="reject"' in confirm
    assert 'data-needs-opinion="不予批准"' in html and 'type="file"' in html
    assert "未能办理" in html


def test_moves_without_an_open_one_show_no_form():
    html = part("moves", moves=MOVES[:1], refused=None)
    assert "<form" not in html and "两人共用" in html
    assert "不在您手上" in part("moves", moves=[], refused=None)


def test_moves_keep_what_was_typed_and_escape_it():
    assert "&lt;b&gt;同意" in part("moves", opinion="<b>同意")


def test_corridor_marks_one_current_stage():
    html = part("corridor")
    assert html.count('aria-current="step"') == 1 and "25.1.3" in html


def test_timeline_entry_reads_like_a_sentence():
    html = part("timeline")
    for text in (
        "王海燕（区发改 科长）",
        "代 周敏",
        "2025年6月3日 09:05",
        "受理 → 退回",
        "模拟",
        "9f31c2aa<",
        "请补会议记录",
    ):
        assert text in html


def test_due_tells_late_near_and_unknown():
    assert "逾期 3 个工作日" in part("due")
    assert "2025年7月4日前" in part("due", overdue_workdays=0)
    assert "时限待定" in part("due", due=None, overdue_workdays=None)


def test_waiting_names_nobody_in_office():
    assert "无人在岗" in part("waiting")


def test_progress_has_no_inline_width():
    assert '<rect width="50.0"' in part("progress") and "168,000.00 / 336,000.00 元" in part(
        "progress"
    )


def test_field_links_its_label_help_and_error():
    html = part("field")
    assert 'for="id_number"' in html and 'id="id_number_helptext"' in html
    assert 'id="id_number_error"' in html and 'aria-invalid="true"' in html
    assert "<fieldset" in part("field", field=_form()["link"])


def test_saved_message_releases_the_draft():
    assert "data-saved" in part("messages")
    assert "data-saved" not in part("messages", messages=[SimpleNamespace(level_tag="error")])


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500"])
def test_error_page_needs_no_context(name):
    html = get_template(f"{name}.html").render()
    assert html.startswith("<!doctype html>") and "以工代赈全流程系统" in html and "<h1>" in html


def test_conflict_gives_back_what_was_typed():
    html = render_to_string("409.html", {"opinion": "同意，资金落实。", "back_url": "/papers/1/"})
    assert "同意，资金落实。" in html and 'href="/papers/1/"' in html


def test_base_says_what_is_not_real():
    user = SimpleNamespace(is_authenticated=True, name="王海燕", is_staff=False)
    html = render_to_string("base.html", {
        "user": user, "post_label": "区发改 科长", "simulated_at": date(2025, 7, 10),
        "demo_state": True, "source_url": "https://example.org/src", "version": "0.1.0",
    })  # fmt: skip
    for text in (
        "模拟日期 2025年7月10日",
        "演示环境",
        "王海燕",
        "区发改 科长",
        "https://example.org/src",
        "0.1.0",
        "跳到正文",
    ):
        assert text in html
    assert "模拟日期" not in render_to_string("base.html", {"user": user})


def test_login_lists_demo_accounts_without_a_password():
    form = SimpleNamespace(username=SimpleNamespace(value=""), errors=None)
    accounts = [
        {
            "organization": "区发改",
            "accounts": [{"username": "fg", "name": "周敏", "post": "经办人"}],
        }
    ]
    html = render_to_string("registration/login.html", {"form": form, "demo_accounts": accounts})
    assert 'data-fill="#id_username"' in html and "周敏" in html
    assert "演示账号" not in render_to_string("registration/login.html", {"form": form})


# ── colours: WCAG AA for text, read from the stylesheet itself ──


def _luminance(colour: str) -> float:
    full = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PAIRS = [
    (ink, ground)
    for ink in ("ink", "ink-2", "ink-3", "accent")
    for ground in ("card", "bg", "sunk")
]
PAIRS += [("bad", "bad-soft"), ("warn", "warn-soft"), ("done", "done-soft"), ("accent", "accent-soft"), ("card", "accent"), ("card", "bad"), ("card", "warn")]  # fmt: skip


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_contrast_is_at_least_aa(ink, ground):
    css = Path(finders.find("flows/app.css")).read_text()
    tokens = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", css))
    light, dark = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
