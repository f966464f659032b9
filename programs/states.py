"""The programme's vocabularies: codes as stored, labels as shown (domain §4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProgramState(TextChoices):
    PLANNING = "planning", _("筹备中")
    OPEN = "open", _("进行中")
    CLOSING = "closing", _("收尾中")
    ARCHIVED = "archived", _("已归档")


class CircularState(TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")


class RepeatRule(TextChoices):
    """以往参加过培训的提示: by the person, by the enterprise, or not at all (domain §20)."""

    PERSON = "person", _("按本人")
    ENTERPRISE = "enterprise", _("按企业")
    OFF = "off", _("不提示")


class MandateState(TextChoices):
    ACTIVE = "active", _("承担中")
    SUSPENDED = "suspended", _("暂停")
    ENDED = "ended", _("终止")


class MilestoneKind(TextChoices):
    """What is owed by whom is said by the obligation of the same name."""

    RECEIPT = "receipt", _("签收通知")
    CONTACT_SHEET = "contact_sheet", _("报送信息表")
    PLAN = "plan", _("报送培训方案")
    RECOMMENDATION = "recommendation", _("推荐学员")
    SELECTION = "selection", _("完成推荐选拔")
    ROSTER = "roster", _("提交学员名单")
    COMPLETION = "completion", _("提交结业建议")
    CERTIFICATES = "certificates", _("颁发结业证书")


class MilestoneState(TextChoices):
    OPEN = "open", _("办理中")
    CLOSED = "closed", _("已关闭")


class LatePolicy(TextChoices):
    """What happens to what arrives after the due time (design §5)."""

    ACCEPT = "accept", _("接收并标记逾期报送")
    REFUSE = "refuse", _("不再接收")


class ScanRule(TextChoices):
    """When the stamped scan of an information form is wanted; data of the milestone."""

    REQUIRED = "required", _("报送时须有")
    LATER = "later", _("报送后可以补传")
    NONE = "none", _("不要求")


class SheetState(TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", _("退回修改")
    ACCEPTED = "accepted", _("已确认")
    SUPERSEDED = "superseded", _("已被新版替代")
    SET_ASIDE = "set_aside", _("已由来文代替")


class SheetChannel(TextChoices):
    """How an information form came in."""

    PORTAL = "portal", _("在线填报")
    FAX = "fax", _("传真")
    MAIL = "mail", _("邮寄")
    HAND = "hand", _("当面")
    EMAIL = "email", _("电子邮件")


class CohortState(TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", _("退回修改")
    COUNTERSIGNED = "countersigned", _("主管部门已会签")
    APPROVED = "approved", _("已审定")
    ENROLLING = "enrolling", _("招生中")
    TEACHING = "teaching", _("培训中")
    CLOSING = "closing", _("结业办理中")
    CLOSED = "closed", _("已结班")
    CANCELLED = "cancelled", _("已取消")


class Opinion(TextChoices):
    """An authority's word on a plan that concerns its region (R15)."""

    PENDING = "pending", _("待会签")
    AGREED = "agreed", _("同意")
    SILENT = "silent", _("期满未回复")
    OBJECTED = "objected", _("有意见")


class FilingKind(TextChoices):
    """How an authority trains with an institution (R29)."""

    JOINT = "joint", _("联合培养")
    COMMISSIONED = "commissioned", _("委托培养")


class FilingState(TextChoices):
    """Reported for coordination; nobody approves anything (R29)."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    IN_REVIEW = "in_review", _("统筹中")
    RETURNED = "returned", _("退回补正")
    ACCEPTED = "accepted", _("已纳入统筹")
    TO_ADJUST = "to_adjust", _("建议调整")
    RUNNING = "running", _("实施中")
    CLOSED = "closed", _("已结项")
    CANCELLED = "cancelled", _("已取消")
