"""Verbs on accounts, duties, codes and invitations; what the trail calls them."""

from django.utils.translation import gettext_lazy as _

from portal.audit.timeline import describe

describe(
    "accounts.user",
    {
        "open": _("开立账号"),
        "update": _("修改本人信息"),
        "issue_reset_link": _("生成重设密码链接"),
        "reset_password": _("重设密码"),
        "drop_second_factor": _("移除身份验证器"),
        "switch_off": _("停用账号"),
        "switch_on": _("启用账号"),
    },
)
describe(
    "institutions.membership",
    {"give": _("分派职责"), "confirm": _("确认职责"), "end": _("结束职责")},
)
describe("institutions.organization", {"correct_address": _("改正办公邮箱")})
describe(
    "institutions.deputy",
    {"appoint": _("指定代办人"), "revoke": _("提前结束代办")},
)
describe("institutions.openingcode", {"issue": _("开具开户码"), "redeem": _("凭开户码开户")})
describe(
    "institutions.invitation",
    {
        "invite": _("邀请同事"),
        "accept": _("接受邀请"),
        "withdraw": _("撤回邀请"),
        "lapse": _("邀请随职责失效"),
    },
)
