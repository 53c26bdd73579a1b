"""load_orgs: bodies, posts, people, villages - all of it or nothing, and nothing twice."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate

from flows.engine import clock
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, Organization, Post, User
from flows.start.kits import ORGS, template
from flows.start.loading import NotAdministrator
from tests.dossier import bodies as demo_bodies
from tests.dossier import everything

from .sheetbook import BODIES, PEOPLE, body, book, codes, orgs, person, put, system

pytestmark = pytest.mark.django_db
A_DISTRICT = {
    "bodies": [
        body(),
        body("密云区水务局", "行业主管部门", "", sector="水务"),
        body("密云区发展和改革委员会", "区发改委", ""),
        body("密云区审计局", "审计机关", ""),
    ],
    "people": [
        person(),
        person("密云区发展和改革委员会", "区发改科长", "吴敏", "wumin", email="wumin@example.cn"),
        person("甲镇乙村村民委员会", "村委会主任", "郑强", "zhengqiang"),
        person("密云区审计局", "审计人员", "王芳", "wangfang", scope="密云区"),
    ],
    "villages": [[1, "密云区", "甲镇", "乙村"], [2, "密云", "甲镇", "丙村"]],
}


def refused(done, *wanted):
    assert codes(done) == list(wanted), [error.message for error in done.errors]
    return done.errors[0]


def test_a_district_starts_from_one_workbook():
    done = put("orgs", orgs(**A_DISTRICT))
    assert not done.errors and done.sentence == "已新增 10 项、变更 0 项，0 项没有变化。"
    town = Organization.objects.get(name="密云区甲镇人民政府")
    assert (town.kind, town.district, town.town) == ("township", "110118", "甲镇")
    assert {post.code for post in town.posts.all()} == {
        code.value for code in PostCode if code.value.startswith("township.")
    }
    assert Organization.objects.filter(town="甲镇", village="丙村").count() == 2
    chief = User.objects.get(username="wumin")
    assert chief.holds("drc.chief") and chief.email == "wumin@example.cn"
    assert not chief.has_usable_password() and not chief.is_staff
    assert Appointment.objects.get(post__code="audit.officer").scope == "110118"


def test_the_same_file_twice_does_nothing_twice():
    data = orgs(**A_DISTRICT)
    put("orgs", data)
    before = everything()
    done = put("orgs", data)
    assert done.sentence == "内容与已登记的完全相同（10 项），没有变化。"
    assert everything() == before


def test_a_rehearsal_says_the_same_and_changes_nothing():
    before = everything()
    done = put("orgs", orgs(**A_DISTRICT), dry_run=True, passwords=True)
    assert done.sentence == "将新增 10 项、变更 0 项，0 项没有变化。" and not done.accounts
    assert everything() == before


def test_title_rows_other_words_full_width_digits_and_examples():
    rows = [
        ["密云区以工代赈工作单位登记表"],
        ["No", "单位全称", "单位类型", "所属区", "乡镇街道", "所管行业"],
        ["示例", "不读", "乡镇", "密云区", "甲镇", ""],
        [1, "密云区甲镇人民政府", "镇政府", "110118", "甲 镇", ""],
        ["说明：以上由各单位报送"],
    ]
    people = [
        ["单位", "岗位", "姓名", "登录账号", "任职日期"],
        ["密云区甲镇人民政府", "经办人", "周 文", "ｚｈｏｕ１", "２０２６年１月５日"],
    ]
    done = put("orgs", book(单位名单=rows, 人员任职=people, 封面=[["编制：办公室"]]))
    assert not done.errors and done.count("add") == 2
    assert User.objects.get(username="zhou1").full_name == "周文"
    assert "“封面”认不出" in done.notes[0]


def test_csv_of_villages():
    data = "区,乡镇,村\n密云区,甲镇,乙村\n".encode("gb18030")
    assert put("orgs", data, "村.csv").count("add") == 1
    assert Organization.objects.filter(village="乙村").count() == 2


def test_one_bad_cell_refuses_all_and_says_where_and_how():
    before = everything()
    people = [person(), person(name="吴敏", username="wumin", start="2026-13-45")]
    done = put("orgs", orgs(bodies=[body()], people=people))
    error = refused(done, "DATE_IMPOSSIBLE")
    assert (error.sheet, error.row, error.column, error.person) == ("人员", 3, "任职起", "吴敏")
    assert done.sentence == "有 1 处需要更正，整份没有装入。" and done.changes == ()
    assert everything() == before


@pytest.mark.parametrize(
    "code, row",
    [
        ("KIND_UNKNOWN", body(kind="什么局")),
        ("DISTRICT_UNKNOWN", body(district="天津")),
        ("TOWN_MISSING", body(town="")),
        ("VILLAGE_MISSING", body("甲村委会", "村委会")),
        ("SECTOR_MISSING", body("密云区水务局", "行业部门", "")),
        ("DISTRICT_KIND", body("北京市发改委", "市发改委", "")),
        ("DISTRICT_KIND", body(district="北京市")),
        ("CREDIT_CODE", body(code="91110000600037341K")),
        ("CELL_MISSING", body(name="")),
    ],
)
def test_bodies_that_are_not_taken(code, row):
    assert refused(put("orgs", orgs(bodies=[row])), code).message
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    "code, row",
    [
        ("BODY_UNKNOWN", person("没有这个单位")),
        ("POST_UNKNOWN", person(post="市长")),
        ("USERNAME_FORMAT", person(username="周文")),
        ("USERNAME_NUMBER", person(username="13812345678")),
        ("EMAIL_FORMAT", person(email="不是邮箱")),
        ("DATE_FUTURE", person(start="2099-01-01")),
        ("DATE_FUTURE", person(end="2099-01-01")),
        ("DATE_ORDER", person(end="2025-01-01")),
        ("SCOPE_EXTRA", person(scope="密云区")),
        ("STATUS_UNKNOWN", person(active="走了")),
        ("USER_UNKNOWN", person(active="停用")),
        ("USER_UNKNOWN", person(end="2026-02-01")),
    ],
)
def test_people_who_are_not_taken(code, row):
    error = refused(put("orgs", orgs(bodies=[body()], people=[row])), code)
    assert "13812345678" not in error.message
    assert not User.objects.exists()


def test_a_post_is_named_in_full_by_code_or_by_its_end():
    rows = [person(post=each, username=f"u{n}") for n, each in enumerate(("乡镇经办人", "township.leader", "台账审核"))]  # fmt: skip
    assert not put("orgs", orgs(bodies=[body()], people=rows)).errors
    assert set(Appointment.objects.values_list("post__code", flat=True)) == {
        "township.clerk", "township.leader", "township.ledger",
    }  # fmt: skip
    missing = refused(
        put("orgs", orgs(people=[person(post="科长", username="x9")])), "POST_UNKNOWN"
    )
    assert "乡镇分管领导" in missing.message


def test_who_leaves_and_who_comes_in_one_file():
    put("orgs", orgs(bodies=[body()], people=[person()]))
    clerk = User.objects.get(username="zhouwen")
    moved = [person(post="乡镇分管领导", start="2026-06-01"), person(end="2026-05-31")]
    done = put("orgs", orgs(people=moved))
    assert not done.errors and (done.count("add"), done.count("change")) == (1, 1)
    assert [p.code for p in User.objects.get(pk=clerk.pk).posts] == ["township.leader"]
    assert clerk.appointments.get(post__code="township.clerk").ended_on == dt.date(2026, 5, 31)
    again = put("orgs", orgs(people=moved))
    assert again.count("same") == 2
    back = put("orgs", orgs(people=[person()]))
    assert "再次任职请填写新的任职起" in refused(back, "APPOINTMENT_ENDED").message
    assert not put("orgs", orgs(people=[person(start="2026-07-01")])).errors


def test_deactivating_keeps_the_person():
    put("orgs", orgs(bodies=[body()], people=[person()]))
    done = put("orgs", orgs(people=[person(end="2026-05-31", active="停用")]))
    user = User.objects.get(username="zhouwen")
    assert not user.is_active and user.posts == [] and "停用账号" in done.changes[0].text
    assert user.appointments.count() == 1


def test_what_was_registered_is_not_rewritten():
    put("orgs", orgs(**A_DISTRICT))
    before = everything()
    refused(put("orgs", orgs(people=[person(start="2026-02-02")])), "APPOINTMENT_DIFFERS")
    refused(put("orgs", orgs(people=[person(name="别人")])), "USERNAME_TAKEN")
    refused(put("orgs", orgs(bodies=[body(town="丁镇")])), "BODY_DIFFERS")
    assert everything() == before


def test_nobody_appoints_ends_or_stops_himself_and_offices_do_not_mix():
    demo_bodies()
    me, centre = system(), "以工代赈系统运行中心"
    mine = {"name": me.full_name, "username": me.username}
    chief = User.objects.get(username="miyun.drc.chief")
    put("orgs", orgs(bodies=[body()]), by=me)
    before = everything()
    tries = {
        "不能任命自己": person(**mine),
        "不能结束自己": person(centre, "系统管理员", start="2020-01-01", end="2026-01-01", **mine),
        "不能停用自己": person(centre, "系统管理员", start="2020-01-01", active="停用", **mine),
        "不得由一人兼任": person(centre, "安全管理员", chief.full_name, chief.username),
    }
    for said, row in tries.items():
        done = put("orgs", orgs(people=[row]), by=me)
        assert set(codes(done)) == {"NOT_ALLOWED"} and said in done.errors[0].message
    assert everything() == before
    with pytest.raises(NotAdministrator):
        put("orgs", orgs(bodies=[body()]), by=chief)
    assert everything() == before


def test_an_administrators_post_opens_the_back_office():
    demo_bodies()
    put("orgs", orgs(people=[person("以工代赈系统运行中心", "审计管理员")]), by=system())
    user = User.objects.get(username="zhouwen")
    assert user.is_staff and user.is_administrator
    put("orgs", orgs(people=[person("以工代赈系统运行中心", "审计管理员", end="2026-02-01")]))
    assert not User.objects.get(pk=user.pk).is_staff


def test_initial_passwords_are_in_the_answer_and_nowhere_else():
    demo_bodies()
    people = [person(), person(name="吴敏", username="wumin")]
    done = put("orgs", orgs(bodies=[body()], people=people), by=system(), passwords=True)
    assert len({account.password for account in done.accounts}) == 2
    for account in done.accounts:
        user = authenticate(username=account.username, password=account.password)
        assert user is not None and user.must_change_password
        assert account.password not in str(everything()) + str(done.as_json())
    entry = LogEntry.objects.get()
    assert entry.user == system() and "新增 3 项" in entry.change_message
    assert done.sha256 in entry.change_message
    assert put("orgs", orgs(people=people), passwords=True).accounts == ()


def test_initial_passwords_are_hashed_as_every_other(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    done = put("orgs", orgs(bodies=[body()], people=[person()]), passwords=True)
    account = done.accounts[0]
    assert User.objects.get().password.startswith("pbkdf2_sha256$1000$")
    assert authenticate(username=account.username, password=account.password)
    # The first log-in makes it as slow as every other password.
    assert not User.objects.get().password.startswith("pbkdf2_sha256$1000$")


def test_a_body_with_two_namesakes_needs_its_district():
    twins = [body("人民医院", "业主", ""), body("人民医院", "业主", "", district="延庆区")]
    put("orgs", orgs(bodies=twins))
    row = person("人民医院", "业主项目负责人")
    assert "密云区、延庆区" in refused(put("orgs", orgs(people=[row])), "BODY_SEVERAL").message
    row[2] = "延庆区"
    assert not put("orgs", orgs(people=[row])).errors


@pytest.mark.parametrize(
    "code, data, name",
    [
        ("FILE_MISMATCH", b"%PDF-1.4", "表.xlsx"),
        ("FILE_EMPTY", b"", "表.xlsx"),
        ("KIND_UNKNOWN", book(别的=[["甲", "乙"], [1, 2]]), "表.xlsx"),
        ("NO_ROWS", book(单位=[BODIES]), "表.xlsx"),
        ("SHEETS_DOUBLE", book(单位=[BODIES, body()], 单位二=[BODIES, body()]), "表.xlsx"),
        ("HEADING_MISSING", book(人员=[PEOPLE[:7], person()[:7]]), "表.xlsx"),
    ],
)
def test_files_that_are_not_taken(code, data, name):
    before = everything()
    refused(put("orgs", data, name), code)
    assert everything() == before


def test_the_template_is_read_back_and_has_nothing_but_examples():
    done = put("orgs", template(ORGS))
    assert codes(done) == ["NO_ROWS"] and done.notes == ()


def test_many_rows_take_few_statements(django_assert_max_num_queries):
    villages = [[n, "密云区", "甲镇", f"第{n}村"] for n in range(50)]
    with django_assert_max_num_queries(2 * 100 + 12):
        put("orgs", orgs(villages=villages))
    assert Post.objects.count() == 150 and clock.today()
