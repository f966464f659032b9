"""The programme year's verbs, one module per aggregate; what the trail calls those that
are no step of a workflow."""

from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe

describe("programs.contactsheet", {"begin": _("开始填报"), "save": _("保存草稿")})
describe(
    "programs.contactsheet",
    {"autosave": _("自动保存草稿"), "attach": _("上传盖章扫描件")},
)
describe("programs.milestone", {"change_scan_rule": _("更改盖章扫描件的要求")})
describe(
    "programs.program",
    {
        "change_repeat_rule": _("更改重复参训的提示"),
        "export_arrears": _("导出未办清单"),
        "export_filings": _("导出备案清单"),
    },
)
describe(
    "programs.milestone",
    {
        "postpone": _("延期"),
        "change_rules": _("更改提醒规则"),
        "grant_extension": _("批准单独期限"),
        "withdraw_extension": _("撤销单独期限"),
        "urge": _("催报"),
        "log_call": _("登记电话催报"),
        "release_letter": _("发给负责同志"),
        "take_list": _("导出催报名单"),
    },
)
describe(
    "calendar.holiday",
    {
        "add": _("登记放假调休"),
        "change": _("更改放假调休"),
        "remove": _("撤销放假调休"),
    },
)
