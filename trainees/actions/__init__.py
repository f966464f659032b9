"""The verbs on people, rosters and completions, one module per aggregate; what the trail
calls those that are no step of a workflow."""

from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe

describe(
    "trainees.roster",
    {
        "begin": _("编制名单"),
        "accept_rows": _("接收学员"),
        "remove_entries": _("移出学员"),
        "approved_rows": _("拟通过"),
        "held_rows": _("暂缓"),
        "pending_rows": _("改回待审"),
        "allot": _("分办给"),
        "release": _("收回分办"),
        "export_opinions": _("导出审核表"),
        "import_opinions": _("导入审核表"),
    },
)
describe(
    "trainees.roster", {"returned_rows": _("拟退回"), "rejected_rows": _("拟不通过")}, "back"
)
describe("trainees.rostersnapshot", {"export_summary": _("导出名单汇总表")})
describe("trainees.rostersnapshot", {"freeze_roster": _("固定为编号快照")}, "done")
describe("trainees.rosterpaper", {"order": _("生成拟稿"), "take_out": _("下载拟稿")})
describe("trainees.rosterentry", {"ask_change": _("填写变更")})
describe("trainees.nomination", {"correct": _("更正学员信息")}, "done")
describe("trainees.rosterentry", {"judge": _("审核"), "disown": _("否认推荐")})
describe("trainees.nomination", {"list": _("列入名单"), "amend": _("更正信息")})
describe(
    "trainees.rosterimport",
    {
        "upload": _("上传名单文件"),
        "change_options": _("更改整个文件的填法"),
        "say_units": _("说明金额单位"),
        "attach_letter": _("补交推荐函"),
        "correct_row": _("改正一行"),
        "hand_back": _("下载批注文件"),
        "accept_chunk": _("接收一批行"),
    },
)
describe("trainees.recusal", {"declare": _("申报回避"), "lift": _("解除回避")})
describe("trainees.enrolment", {"enrol": _("录取并编学号")}, "done")
describe("trainees.enrolment", {"record_hours": _("登记学时")})
describe("trainees.classcode", {"issue": _("开具班级激活码")})
describe(
    "trainees.trainee",
    {
        "rename": _("更正姓名"),
        "tell_apart": _("不是同一人"),
        "claim": _("激活账号"),
        "reset_account": _("重置账号"),
        "reveal_id_number": _("查看证件号码"),
        "confirm_latin_name": _("确认英文姓名"),
    },
)
describe("programs.cohort", {"propose_completions": _("提出结业建议")})
describe("programs.cohort", {"confirm_completions": _("确认结业结果")}, "done")
describe("programs.cohort", {"return_completions": _("退回结业建议")}, "back")
describe(
    "trainees.enterprise",
    {"set_title": _("登记称号"), "change_title": _("更正称号")},
)
describe("trainees.quotarule", {"set": _("设定配额"), "change": _("更改配额")})
