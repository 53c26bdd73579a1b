"""The default parameters (domain.md 2.13, 2.14), loaded once by migration 0002.

Columns: key, value, unit, strength, fund, effective from, as of, basis. A row with a funding
source beats the general one; a later effective date beats an earlier one.
"""

from __future__ import annotations

from typing import NamedTuple

START = "2000-01-01"
OPINION = "2023-10-17"  # 京发改〔2023〕1336号 印发之日
CENTRAL = "中央预算内投资"

# 核验表各项的强度（domain.md 6 与 2.14）: strength, funding source, items
ITEM_STRENGTHS = (
    ("block", "", "E1 E2 E3 E4 E5 E6 E7 L1 L4 L6 L8 L10 L12 L13 L15 L16"),
    ("warn", "", "L2 L7 L11 L14 L17"),
    ("record", "", "L3 L5 L9 L18"),
    ("block", CENTRAL, "L5 L14"),
)
# 红旗的级别和依据（domain.md 7.4、2.14）: 值为 0 的不亮；F12 的级别随 pay.management_trades
FLAG_STRENGTHS = (
    ("F01", "block", "保障农民工工资支付条例28、31；实施意见三(四)"),
    ("F02", "block", "工程建设领域农民工工资专用账户管理暂行办法（人社部发〔2021〕53号）一人一卡"),
    ("F03", "block", "保障农民工工资支付条例11；实施意见三(四)"),
    ("F04", "block", "保障农民工工资支付条例28、31；实施意见三(四)"),
    ("F05", "warn", "实施意见三(四)；保障农民工工资支付条例31"),
    ("F06", "block", "保障农民工工资支付条例15、31"),
    ("F07", "warn", "保障农民工工资支付条例28；实施意见三(四)"),
    ("F08", "warn", "实施意见二(二)、三(四)：多劳多得"),
    ("F09", "warn", "实施意见二(二)、三(四)：多劳多得"),
    ("F10", "block", "保障农民工工资支付条例11；实施意见三(四)"),
    ("F11", "warn", "实施意见一(一)、三(二)；批复 r2 口径"),
    ("F13", "warn", "实施意见三(四)：能用人工尽量不用机械"),
    ("F14", "warn", "保障农民工工资支付条例13、24：按月发放"),
    ("F15", "record", "国办函〔2022〕58号；国家以工代赈管理办法"),
    ("F16", "warn", "批复 r1 计划工日；实施意见三(四)"),
    ("F17", "warn", "劳动法48"),
    ("F18", "block", "保障农民工工资支付条例13、24；人社部发〔2021〕53号"),
    ("F19", "warn", "实施意见三(二)：务工人员实名"),
    ("F20", "record", "人社部发〔2021〕53号 一人一卡"),
    ("F21", "block", "保障农民工工资支付条例11、28；实施意见一(一)、三(四)"),
    ("F22", "block", "建设工程质量管理条例37；实施意见三(四)"),
)
FLAG_LIMITS = (
    ("F05.seconds", "60", "秒"), ("F05.people", "5", "人"), ("F08.times", "2.5", "倍"),
    ("F08.amount", "10000", "元"), ("F09.share", "0.8", ""), ("F09.people", "10", "人"),
    ("F13.share", "0.6", ""), ("F14.days", "30", "日"), ("F14.share", "0.4", ""),
    ("F15.width", "0.005", ""), ("F15.round", "1000", "元"), ("F16.times", "1.3", "倍"),
    ("F19.jaccard", "0.8", ""), ("F19.people", "10", "人"), ("F20.people", "3", "人"),
    ("F21.kinds", "死亡,在押,学生,财政供养", ""),
)  # fmt: skip


class Default(NamedTuple):
    key: str
    value: str
    unit: str
    strength: str
    fund: str
    effective_from: str
    as_of: str
    basis: str


# A table is read by its columns: one row a line or two, as written.
# fmt: off
DEFAULTS: tuple[Default, ...] = (
    Default("ratio.central_budget.min", "0.15", "", "block", CENTRAL, START, "approval",
            "国家以工代赈管理办法；国办函〔2022〕58号前为15%"),
    Default("ratio.central_budget.min", "0.30", "", "block", CENTRAL, "2023-03-01", "approval",
            "国家以工代赈管理办法（发展改革委令第57号）；国办函〔2022〕58号"),
    Default("ratio.central_budget.min", "0.30", "", "record", "", "2023-03-01", "approval",
            "国办函〔2022〕58号（非中央预算内资金只提示）"),
    Default("step.town_review.days", "5", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.joint_review.days", "10", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.receive.days", "5", "工作日", "warn", "", START, "today", "参照行政许可法32"),
    Default("step.sector_review.days", "10", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.countersign.days", "7", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.decide.days", "5", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.deliver.days", "10", "工作日", "warn", "", START, "today", "参照行政许可法44"),
    Default("step.supplement.days", "10", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("track.simple.most", "4000000", "元", "warn", "", START, "today",
            "政府投资条例13；规模线参照必须招标的施工单项合同估算价，各区可配"),
    Default("remind.most", "3", "次", "warn", "", START, "today", "本系统默认，各区可配；每环节催办上限"),
    Default("remind.hours", "20", "小时", "warn", "", START, "today", "本系统默认，各区可配；两次催办间隔"),
    Default("escalate.after.days", "2", "工作日", "warn", "", START, "today",
            "本系统默认，各区可配；逾期多少个工作日后升级提醒，任何事项不因超时视为同意"),
    Default("plan.forward.workdays", "10", "工作日", "warn", "", START, "today",
            "中央预算内投资计划转下达时限（地方执行值）"),
    Default("sector.of.农村生产生活", "住建", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.交通", "交通", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.水利", "水务", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.林业", "园林绿化", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.文化旅游", "文旅", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.其他", "住建", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("approval.countersigners", "finance.chief,hrss.clerk,agri.chief", "", "record", "",
            START, "today", "实施意见四；审批部门与申报、业主单位不占席位"),
    Default("funding.countersigners", "drc.chief,agri.chief", "", "record", "", START, "today",
            "实施意见四"),
    Default("step.funding.days", "5", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.contract.days", "20", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.start.days", "3", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("wage_account.open_days", "30", "日", "warn", "", START, "today",
            "工程建设领域农民工工资专用账户管理暂行办法（人社部发〔2021〕53号）"),
    Default("deposit.exempt.amount", "3000000", "元", "record", "", START, "today",
            "工程建设领域农民工工资保证金规定（人社部发〔2021〕65号）"),
    Default("publicity.project.min_days", "10", "日", "record", "", START, "notice_start",
            "地方实例值，各区可配"),
    Default("start.required",
            "wage_account,deposit,notice_board,labour_officer,publicity,briefing,insurance", "",
            "block", "", START, "today", "保障农民工工资支付条例23–34；各区可配"),
    Default("age.min", "16", "周岁", "block", "", START, "attendance", "劳动法15；禁止使用童工规定"),
    Default("rollcall.photos.min", "1", "张", "warn", "", START, "today",
            "实施意见三(四)：实名制考勤；点名照片张数为本系统默认，各区可配"),
    Default("rollcall.photos.max", "3", "张", "record", "", START, "today", "本系统默认，各区可配"),
    Default("rollcall.back.days", "2", "日", "block", "", START, "today",
            "本系统默认，各区可配；点名可补登的天数"),
    Default("agreement.warn.days", "30", "日", "record", "", START, "today",
            "保障农民工工资支付条例28；本系统默认，各区可配"),
    Default("local.scope", "本乡镇", "", "record", "", START, "today", "批复 r2 口径；各区可配"),
    Default("publicity.pay.min_days", "7", "日", "block", CENTRAL, START, "notice_start",
            "国家以工代赈管理办法；地方执行值，自张贴次日起算"),
    Default("publicity.pay.min_days", "7", "日", "warn", "", START, "notice_start",
            "地方执行值，自张贴次日起算；各区可配"),
    Default("publicity.pay.min_photos", "2", "张", "block", CENTRAL, START, "notice_start",
            "国家以工代赈管理办法；地方执行值，影像留存"),
    Default("publicity.pay.min_photos", "2", "张", "warn", "", START, "notice_start",
            "地方执行值，影像留存；各区可配"),
    Default("minwage.month", "2320", "元/月", "warn", "", "2021-08-01", "attendance",
            "劳动法48；北京市最低工资标准（2021-08-01 起）"),
    Default("minwage.month", "2420", "元/月", "warn", "", "2023-09-01", "attendance",
            "劳动法48；京人社劳发〔2023〕20号（2023-09-01 起）"),
    Default("minwage.month", "2540", "元/月", "warn", "", "2025-09-01", "attendance",
            "劳动法48；北京市最低工资标准（2025-09-01 起）"),
    Default("minwage.days", "21.75", "日", "record", "", START, "attendance", "劳社部发〔2008〕3号"),
    Default("pay.management_trades",
            "项目管理,项目经理,管理人员,技术负责人,技术员,施工员,质量员,质检员,安全员,资料员,测量员,机械操作,机操",
            "", "block", CENTRAL, START, "period_end",
            "批复 r12：施工企业管理、技术人员薪酬不得充作以工代赈劳务报酬"),
    Default("pay.management_trades",
            "项目管理,项目经理,管理人员,技术负责人,技术员,施工员,质量员,质检员,安全员,资料员,测量员,机械操作,机操",
            "", "warn", "", START, "period_end",
            "批复 r12：管理、技术人员薪酬不得充抵（非中央预算内资金复核）"),
    Default("pay.cycle.max_days", "31", "日", "warn", "", START, "period_end",
            "保障农民工工资支付条例24；人社部发〔2021〕53号"),
    Default("complaint.days", "10", "工作日", "warn", "", START, "today",
            "保障农民工工资支付条例50；答复期限为本系统默认，各区可配"),
    Default("complaint.days.12345", "5", "工作日", "warn", "", START, "today",
            "北京市乡村振兴促进条例48（接诉即办）；天数为本系统默认，各区可配"),
    Default("complaint.days.信访", "15", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("worker.link.days", "14", "日", "warn", "", START, "today",
            "个人信息保护法6、28：最小必要；本系统默认，各区可配"),
    Default("worker.link.tries", "5", "次", "block", "", START, "today", "本系统默认，各区可配"),
    Default("worker.link.address_tries", "20", "次/小时", "block", "", START, "today",
            "本系统默认，各区可配"),
    Default("checkpoints.default", "Q1,Q3,SF4,W1,W2,W4", "", "record", "", START, "today",
            "本系统默认，各区可配"),
    Default("visit.min", "5", "人", "block", "", START, "today",
            "保障农民工工资支付条例11；每批次回访人数下限，本系统默认，各区可配"),
    Default("visit.share", "0.10", "", "block", "", START, "today",
            "保障农民工工资支付条例11；每批次回访比例，本系统默认，各区可配"),
    Default("visit.tries", "2", "次", "block", "", START, "today",
            "本系统默认，各区可配；几次未找到后换下一位"),
    Default("visit.short.most", "1", "元", "block", "", START, "today",
            "保障农民工工资支付条例12；到手金额可少于到账金额的数，各区可配"),
    Default("visit.required", "1", "", "warn", "", START, "today",
            "保障农民工工资支付条例11；本系统默认，各区可配"),
    Default("progress.behind.C", "10", "百分点", "warn", "", START, "today",
            "施工合同；进度偏差提示线，各区可配"),
    Default("progress.behind.B", "20", "百分点", "warn", "", START, "today",
            "施工合同；进度偏差整改线，各区可配"),
    Default("payment.ahead", "10", "百分点", "warn", "", START, "today",
            "政府投资条例27；支付率超前于形象进度的提示线，各区可配"),
    Default("rectify.days.A", "3", "日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("rectify.days.B", "7", "日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("rectify.days.C", "14", "日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("pay.own_card.min", "0.95", "", "warn", "", START, "today",
            "实施意见三(四)：原则上发放至本人银行卡；比例为本系统默认，各区可配"),
    Default("committee.members",
            "owner.lead,oversight.director,drc.chief,agri.chief,sector.reviewer,finance.chief,hrss.clerk",
            "", "record", "", START, "today", "本系统默认；第一位为主任，各区可配"),
    Default("committee.min", "5", "人", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("committee.quorum", "2/3", "", "block", "", START, "today", "本系统默认，各区可配"),
    Default("committee.share", "1/2", "", "block", "", START, "today", "本系统默认，各区可配"),
    Default("item.L2.explain_from", "0.90", "", "record", "", START, "today", "本系统默认，各区可配"),
    Default("wage_account.close_publicity_days", "30", "日", "block", "", START, "today",
            "保障农民工工资支付条例27"),
    Default("reveal.posts",
            "contractor.labour,township.ledger,owner.lead,hrss.clerk,audit.officer", "", "block", "",
            START, "today", "个人信息保护法6、51；本系统默认，各区可配"),
    Default("reveal.day.most", "30", "次", "block", "", START, "today",
            "个人信息保护法51；本系统默认，各区可配"),
    Default("reveal.reason.min", "5", "字", "block", "", START, "today",
            "个人信息保护法6；本系统默认，各区可配"),
    Default("export.ask.rows", "500", "人", "block", "", START, "today",
            "个人信息保护法55、56；本系统默认，各区可配"),
    Default("import.queue.rows", "5000", "行", "record", "", START, "today",
            "本系统默认；行数更多的台账由后台任务处理，各区可配"),
    Default("retain.payroll.years", "3", "年", "block", "", START, "today",
            "保障农民工工资支付条例15、28"),
    *(Default(f"step.{name}.days", days, "工作日", "warn", "", START, "today", "本系统默认，各区可配")
      for name, days in (("pre_accept", "5"), ("form", "5"), ("verify", "5"), ("vote", "3"),
                         ("conclude", "3"), ("transfer", "10"), ("care", "10"), ("archive", "10"),
                         ("follow_up", "20"), ("follow_up_review", "10"), ("visit", "10"),
                         ("visit_review", "5"), ("report", "5"), ("report_sign", "3"),
                         ("measure", "5"), ("claim", "5"), ("pay_claim", "5"),
                         ("change_town", "3"), ("change_receive", "5"), ("change_decide", "10"),
                         ("resume", "3"), ("resume_approve", "2"), ("closure_review", "10"),
                         ("closure_decide", "5"), ("settlement", "20"), ("recover", "5"))),
    *(Default(f"item.{code}", "1", "", strength, fund, START, "today", "实施意见五(一)；强度各区可配")
      for strength, fund, codes in ITEM_STRENGTHS for code in codes.split()),
    *(Default(f"item.{code}.rectifiable", "1", "", "record", "", START, "today",
              "本系统默认：通过但限期整改仅当该项参数允许；各区可配")
      for code in ("E2", "E5", "L1")),
    *(Default(f"flag.{code}", "1", "", strength, "", START, "today", basis)
      for code, strength, basis in FLAG_STRENGTHS),
    *(Default(f"flag.{key}", value, unit, "record", "", START, "today", "本系统默认，各区可配")
      for key, value, unit in FLAG_LIMITS),
)
# fmt: on
