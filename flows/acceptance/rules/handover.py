"""What holds the handover back, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.engine.findings import Finding, Level, Terms, judges

from ..figures.benefits import MODES, NAMES
from ..figures.handover import Filled, filled

ACCOUNTS = "政府投资条例25"
BENEFITS = "实施意见一(三)、三(六)"
CARE = "北京市乡村振兴促进条例44；实施意见三(三)"


def _missing(code: str, what: str, basis: str) -> Finding:
    return Finding(code, f"未填写{what}。", basis, f"补充{what}后再办理。")


@judges(filled)
def transferred(found: Filled, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例16：验收合格方可交付；移交清单写明资产、权属和接收单位。"""
    if not found.transfer_list:
        yield _missing("TRANSFER_LIST_MISSING", "移交清单", ACCOUNTS)
    if not found.received_by:
        yield _missing("RECEIVER_MISSING", "接收单位", ACCOUNTS)


@judges(filled)
def accounted(found: Filled, terms: Terms) -> Iterator[Finding]:
    """政府投资条例25：编制竣工财务决算，结余财政资金按规定缴回。"""
    if found.final_amount is None:
        yield _missing("FINAL_AMOUNT_MISSING", "决算金额", ACCOUNTS)
    if found.surplus is None:
        yield _missing("SURPLUS_MISSING", "结余金额（没有的写 0）", ACCOUNTS)


@judges(filled)
def within_approval(found: Filled, terms: Terms) -> Iterator[Finding]:
    """政府投资条例23：决算不超过批准的总投资；超过的须说明原因和依据。"""
    final, most = found.final_amount, found.total_investment
    if final is not None and final > most:
        yield Finding(
            "FINAL_OVER",
            f"决算 {final} 元，超过批准的总投资 {most} 元，多 {final - most} 元。",
            "政府投资条例23",
            "先报原批准部门调整（办理变更），或在“决算说明”中写明原因和批准依据。",
            level="inform" if found.accounts_note else "block",
        )


@judges(filled)
def money_conserved(found: Filled, terms: Terms) -> Iterator[Finding]:
    """政府投资条例25：到位资金 = 决算 + 结余，结余缴回；不相等的须说明。"""
    final, surplus = found.final_amount, found.surplus
    if final is None or surplus is None:
        return
    left = found.funds - final
    if surplus != left:
        yield Finding(
            "ACCOUNTS_UNBALANCED",
            f"资金合计 {found.funds} 元，减决算 {final} 元，应结余 {left} 元，填写的结余为 {surplus} 元。",
            ACCOUNTS,
            "核对决算和结余；资金未全部到位、决算超出资金的，在“决算说明”中写明。",
            level="inform" if found.accounts_note else "block",
        )


@judges(filled)
def account_closed(found: Filled, terms: Terms) -> Iterator[Finding]:
    """条例27：工程完工且未拖欠工资的，公示三十日后可以申请注销农民工工资专用账户。"""
    if not found.account_opened:
        return
    days = terms.parameters.get(
        "wage_account.close_publicity_days",
        on=terms.today,
        fund=found.fund,
        district=found.district,
    )
    start, closed = found.notice_from, found.account_closed_on
    if start is None or closed is None:
        yield _missing("ACCOUNT_OPEN", "专户销户公示起始日和销户日期", days.basis)
    elif closed < start + dt.timedelta(days=days.days) or closed > terms.today:
        yield Finding(
            "ACCOUNT_NOTICE_SHORT",
            f"销户公示自 {start} 起须满 {days.text} 日，销户日期为 {closed}。",
            days.basis,
            "公示期满后销户，再办理决算。",
            level="block" if days.strength == "block" else "inform",
        )


@judges(filled)
def care_settled(found: Filled, terms: Terms) -> Iterator[Finding]:
    """北京市乡村振兴促进条例44：管护责任清单并公示；主体、经费、岗位与批复承诺（r8、r11）核对。"""
    for code, value, what in (
        ("DUTY_LIST_MISSING", found.duty_list_on, "管护责任清单公示日期"),
        ("BODY_MISSING", found.body, "管护主体"),
        ("FUND_MISSING", found.annual_fund, "年度管护经费（没有的写 0）"),
        ("POSTS_MISSING", found.posts_on_duty, "公益性岗位在岗人数（没有的写 0）"),
    ):
        if value in (None, ""):
            yield _missing(code, what, CARE)


@judges(filled)
def promise_kept(found: Filled, terms: Terms) -> Iterator[Finding]:
    """2.14：L17 在移交时再核实际；不足的按 L17 的强度处理。"""
    row = terms.parameters.get("item.L17", on=terms.today, fund=found.fund, district=found.district)
    level: Level = "block" if row.strength == "block" else "inform"
    if found.posts_on_duty is not None and found.posts_on_duty < found.promised_posts:
        yield Finding(
            "POSTS_SHORT",
            f"公益性岗位在岗 {found.posts_on_duty} 个，批复 {found.promised_posts} 个。",
            CARE,
            "落实岗位，或说明原因。",
            level=level,
        )
    fund, promised = found.annual_fund, found.promised_fund
    if fund is not None and promised is not None and fund < promised:
        yield Finding(
            "FUND_SHORT",
            f"年度管护经费 {fund} 元，批复 {promised} 元。",
            CARE,
            "落实经费，或说明原因。",
            level=level,
        )
    if found.body and found.promised_body and found.body != found.promised_body:
        yield Finding(
            "BODY_CHANGED",
            f"管护主体“{found.body}”与批复“{found.promised_body}”不同。",
            CARE,
            "说明变更原因。",
            level="inform",
        )


@judges(filled)
def file_complete(found: Filled, terms: Terms) -> Iterator[Finding]:
    """政府投资条例29；北京市建设工程质量条例52：资料齐全后归档，整改须全部闭环。"""
    if not found.archive_number:
        yield _missing("ARCHIVE_NUMBER_MISSING", "归档目录编号", "政府投资条例29")
    if found.open_rectifications:
        yield Finding(
            "RECTIFICATION_OPEN",
            f"还有 {found.open_rectifications} 项整改没有闭环。",
            "验收结论；建设工程质量管理条例16",
            "完成整改并复查销号后归档。",
            rows=found.open_rectifications,
        )


@judges(filled)
def benefits_said(found: Filled, terms: Terms) -> Iterator[Finding]:
    """实施意见一(三)：四种联农带农方式逐一对照计划和实际；不适用的须说明理由。"""
    there = {each.mode for each in found.benefits}
    if lacking := [NAMES[mode] for mode in MODES if mode not in there]:
        yield Finding(
            "BENEFIT_UNSAID",
            f"联农带农未填写：{'、'.join(lacking)}。",
            BENEFITS,
            "在“联农带农”中逐项填写实际值；不适用的选“不适用”并写明理由。",
            rows=len(lacking),
        )


@judges(filled)
def benefits_explained(found: Filled, terms: Terms) -> Iterator[Finding]:
    """实施意见一(三)：实际少于计划的，写明原因。"""
    for each in found.benefits:
        if each.short:
            told = f"实际 {each.actual}" if each.applies else "不适用"
            yield Finding(
                "BENEFIT_SHORT",
                f"{each.name}：计划 {each.planned}，{told}。",
                BENEFITS,
                "在“联农带农”的说明中写明原因。",
                level="inform" if each.note else "block",
            )


@judges(filled)
def filed(found: Filled, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例49：房屋建筑和市政基础设施工程，验收合格后 15 日内备案。"""
    if found.to_be_filed:
        yield Finding(
            "FILING_MISSING",
            "竣工验收还没有备案。",
            "建设工程质量管理条例49",
            "由业主项目负责人办理备案，在验收页面登记备案日期和备案号。",
        )


TRANSFER = (transferred,)
SETTLE = (accounted, within_approval, money_conserved, account_closed)
CARE_FOR = (care_settled, promise_kept)
ARCHIVE = (file_complete, benefits_said, benefits_explained, filed)
