"""The organisations and posts that a work-relief project knows (domain.md 3.1, 3.2)."""

from __future__ import annotations

from django.db import models


class OrganizationKind(models.TextChoices):
    VILLAGE = "village", "村民委员会"
    OVERSIGHT = "oversight", "村务监督委员会"
    TOWNSHIP = "township", "乡镇人民政府"
    DRC = "drc", "区发展和改革委员会"
    AGRI = "agri", "区农业农村局"
    SECTOR = "sector", "行业主管部门"
    FINANCE = "finance", "区财政局"
    HRSS = "hrss", "区人力资源和社会保障局"
    GOVERNMENT = "gov", "区人民政府"
    OWNER = "owner", "项目业主单位"
    CONTRACTOR = "contractor", "施工单位"
    SUPERVISOR = "supervisor", "监理单位"
    CITY_DRC = "city_drc", "市发展和改革委员会"
    CITY_AGRI = "city_agri", "市农业农村局"
    OUTSIDE = "outside", "外部单位"
    AUDIT = "audit", "审计机关"
    OPERATIONS = "admin", "系统运行单位"


DISTRICT_KINDS = (
    OrganizationKind.DRC,
    OrganizationKind.AGRI,
    OrganizationKind.FINANCE,
    OrganizationKind.HRSS,
    OrganizationKind.GOVERNMENT,
)
CITY_KINDS = (OrganizationKind.CITY_DRC, OrganizationKind.CITY_AGRI)


class PostCode(models.TextChoices):
    """``<organisation kind>.<post>``: the part before the dot is the kind it sits in."""

    VILLAGE_DIRECTOR = "village.director", "村委会主任"
    VILLAGE_ACCOUNTANT = "village.accountant", "村会计"
    OVERSIGHT_DIRECTOR = "oversight.director", "村务监督主任"
    TOWNSHIP_CLERK = "township.clerk", "乡镇经办人"
    TOWNSHIP_LEADER = "township.leader", "乡镇分管领导"
    TOWNSHIP_LEDGER = "township.ledger", "乡镇台账审核"
    DRC_CLERK = "drc.clerk", "区发改经办人"
    DRC_CHIEF = "drc.chief", "区发改科长"
    DRC_LEADER = "drc.leader", "区发改分管领导"
    AGRI_CLERK = "agri.clerk", "区农业农村经办人"
    AGRI_CHIEF = "agri.chief", "区农业农村科长"
    SECTOR_REVIEWER = "sector.reviewer", "行业主管审查人"
    FINANCE_CLERK = "finance.clerk", "区财政经办人"
    FINANCE_CHIEF = "finance.chief", "区财政科长"
    HRSS_CLERK = "hrss.clerk", "区人社经办人"
    GOVERNMENT_LEADER = "gov.leader", "区政府分管领导"
    OWNER_LEAD = "owner.lead", "业主项目负责人"
    OWNER_SITE = "owner.site", "业主现场代表"
    CONTRACTOR_LEAD = "contractor.lead", "施工单位项目负责人"
    CONTRACTOR_LABOUR = "contractor.labour", "劳资专管员"
    CONTRACTOR_FOREMAN = "contractor.foreman", "班组长"
    SUPERVISOR_CHIEF = "supervisor.chief", "总监理工程师"
    SUPERVISOR_ENGINEER = "supervisor.engineer", "监理工程师"
    CITY_DRC_CLERK = "city_drc.clerk", "市发改经办人"
    CITY_DRC_HEAD = "city_drc.head", "市发改负责人"
    CITY_AGRI_CLERK = "city_agri.clerk", "市农业农村经办人"
    CITY_AGRI_HEAD = "city_agri.head", "市农业农村负责人"
    OUTSIDE_EXPERT = "outside.expert", "外部委员"
    AUDITOR = "audit.officer", "审计人员"
    ADMIN_SYSTEM = "admin.system", "系统管理员"
    ADMIN_SECURITY = "admin.security", "安全管理员"
    ADMIN_AUDIT = "admin.audit", "审计管理员"

    @property
    def organization_kind(self) -> OrganizationKind:
        return OrganizationKind(self.value.split(".")[0])


# 负责人 of an organisation: who is told when its people are late, and who may override them.
HEADS: dict[str, PostCode] = {
    OrganizationKind.VILLAGE: PostCode.VILLAGE_DIRECTOR,
    OrganizationKind.OVERSIGHT: PostCode.OVERSIGHT_DIRECTOR,
    OrganizationKind.TOWNSHIP: PostCode.TOWNSHIP_LEADER,
    OrganizationKind.DRC: PostCode.DRC_CHIEF,
    OrganizationKind.AGRI: PostCode.AGRI_CHIEF,
    OrganizationKind.FINANCE: PostCode.FINANCE_CHIEF,
    OrganizationKind.GOVERNMENT: PostCode.GOVERNMENT_LEADER,
    OrganizationKind.OWNER: PostCode.OWNER_LEAD,
    OrganizationKind.CONTRACTOR: PostCode.CONTRACTOR_LEAD,
    OrganizationKind.SUPERVISOR: PostCode.SUPERVISOR_CHIEF,
    OrganizationKind.CITY_DRC: PostCode.CITY_DRC_HEAD,
    OrganizationKind.CITY_AGRI: PostCode.CITY_AGRI_HEAD,
}
ADMIN_POSTS = (PostCode.ADMIN_SYSTEM, PostCode.ADMIN_SECURITY, PostCode.ADMIN_AUDIT)

DISTRICTS = {
    "110101": "东城区",
    "110102": "西城区",
    "110105": "朝阳区",
    "110106": "丰台区",
    "110107": "石景山区",
    "110108": "海淀区",
    "110109": "门头沟区",
    "110111": "房山区",
    "110112": "通州区",
    "110113": "顺义区",
    "110114": "昌平区",
    "110115": "大兴区",
    "110116": "怀柔区",
    "110117": "平谷区",
    "110118": "密云区",
    "110119": "延庆区",
}
CITY = "110000"
