"""The kinds of papers that come out of the house."""

from __future__ import annotations

from django.db import models


class PaperKind(models.TextChoices):
    APPROVAL = "approval", "立项批复"
    FUNDING = "funding", "资金拨付文件"
    START = "start", "开工令"
    RECTIFICATION = "rectification", "整改通知"
    PAY_NOTICE = "pay_notice", "劳务报酬公示表"
    ROSTER = "roster", "用工名册"
    COMMITTEE = "committee", "验收委员会成立文件"
    ACCEPTANCE = "acceptance", "竣工验收鉴定书"
    HANDOVER = "handover", "移交清单"
