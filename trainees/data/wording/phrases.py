"""Severities, and remedies that several problems share."""

from django.utils.translation import gettext_lazy as _

ERROR, WARNING, FIXED = "error", "warning", "fixed"

FILL_IN = _("请填写“%(column)s”。")
AS_TEXT = _("请将该列设为文本格式，重新填写完整的号码。")
NOTHING = _("无需处理；如不正确，请改为正确的内容。")
ID = _("请对照身份证重新填写 18 位号码。")
CODE = _("请对照营业执照重新填写 18 位代码。")
ELEVEN = _("请填写 11 位手机号码。")
WAN = _("请以万元为单位填写数字，如 5000。")
MONTH = _("请填写年月，如 1985-03。")
