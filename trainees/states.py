"""The vocabularies of people, rosters and completion (domain §4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdType(TextChoices):
    RESIDENT = "resident", _("居民身份证")
    HK_MACAO = "hk_macao", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    PASSPORT = "passport", _("护照")
    FOREIGN = "foreign", _("外国人永久居留身份证")


class Gender(TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class Size(TextChoices):
    """划型 by 工信部联企业〔2011〕300号; never a guess."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")
    UNKNOWN = "unknown", _("无法判定")


class TitleKind(TextChoices):
    """Titles recorded, not awarded, by the portal (R18, R27)."""

    LITTLE_GIANT = "little_giant", _("专精特新“小巨人”企业")
    SRDI = "srdi", _("专精特新中小企业")
    INNOVATIVE = "innovative", _("创新型中小企业")
    HIGH_TECH = "high_tech", _("高新技术企业")
    CHAMPION = "champion", _("制造业单项冠军企业")


class TitleLevel(TextChoices):
    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")


class Route(TextChoices):
    """选拔方式 (R31)."""

    SELECTED = "selected", _("自主选拔")
    RECOMMENDED = "recommended", _("主管部门推荐")


class NominationState(TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    RECOMMENDED = "recommended", _("已推荐至机构")
    SHORTLISTED = "shortlisted", _("拟录取")
    ADMITTED = "admitted", _("已录取")
    WAITLISTED = "waitlisted", _("候补")
    DECLINED = "declined", _("未录取")
    WITHDRAWN = "withdrawn", _("撤回")
    INELIGIBLE = "ineligible", _("不符合条件")


class RecommendationState(TextChoices):
    DRAFT = "draft", _("草稿")
    SENT = "sent", pgettext_lazy("推荐", "已发出")


class Refusal(TextChoices):
    """Why an institution does not take whom an authority recommends to it."""

    UNFIT = "unfit", _("不符合培训对象条件")
    FULL = "full", _("名额已满")
    TRACK = "track", _("与班次方向或内容不符")
    UNABLE = "unable", _("本人不能参加")
    OTHER = "other", pgettext_lazy("不录取的理由", "其他")


OVER = [NominationState.DECLINED, NominationState.WITHDRAWN, NominationState.INELIGIBLE]


class RosterState(TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("已提交")
    IN_REVIEW = "in_review", _("审核中")
    RETURNED = "returned", _("退回修改")
    DECIDED = "decided", _("已办结")
    LOCKED = "locked", _("已锁定")


# Once taken, whether still in the class or gone from it by a 变更名单.
TAKEN_NOMINATION = [NominationState.ADMITTED, NominationState.WITHDRAWN]
# What a listed candidacy has come to once the Centre's word on it is in effect.
SETTLED_NOMINATION = [*TAKEN_NOMINATION, NominationState.INELIGIBLE]
OPEN_ROSTER = [
    RosterState.DRAFT,
    RosterState.SUBMITTED,
    RosterState.IN_REVIEW,
    RosterState.RETURNED,
]


EDITABLE_ROSTER = [RosterState.DRAFT, RosterState.RETURNED]
IN_CENTRE_HANDS = [RosterState.SUBMITTED, RosterState.IN_REVIEW]
SETTLED_ROSTER = [RosterState.DECIDED, RosterState.LOCKED]


class RosterKind(TextChoices):
    REGULAR = "regular", _("学员名单")
    AMENDMENT = "amendment", _("变更名单")


class ChangeKind(TextChoices):
    """What a row of a 变更名单 asks for; a row without is somebody who joins."""

    WITHDRAW = "withdraw", _("退班")
    CORRECT = "correct", _("更正")


class SnapshotAct(TextChoices):
    """The act of the Centre after which a list was frozen; the steps' own names."""

    ENROL = "enrol", _("先行录取")
    RETURN = "return", pgettext_lazy("步骤", "退回修改")
    DECIDE = "decide", _("办结")


class PaperKind(TextChoices):
    """Papers of a frozen list; all of them drafts (拟稿)."""

    SUMMARY = "summary", pgettext_lazy("文书", "名单汇总表")
    RETURN_SLIP = "slip", _("退回意见单")
    REPLY = "reply", _("批复")


class PaperMedium(TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"


class PaperState(TextChoices):
    QUEUED = "queued", _("生成中")
    MADE = "done", _("已生成")
    FAILED = "failed", _("没有生成")


class Decision(TextChoices):
    PENDING = "pending", _("待审")
    APPROVED = "approved", _("通过")
    RETURNED = "returned", _("退回")
    REJECTED = "rejected", _("不通过")
    HELD = "held", _("暂缓")


class RecusalKind(TextChoices):
    """From what a reviewer stands aside (回避)."""

    INSTITUTION = "institution", _("承担机构")
    REGION = "region", _("地区")
    ENTERPRISE = "enterprise", _("企业")
    PERSON = "person", _("学员")


class Reason(TextChoices):
    """Why not approved: R… can be mended and sent again, N… cannot."""

    R01 = "R01", _("信息有误，请核对后更正")
    R02 = "R02", _("材料不全，请补充")
    R03 = "R03", _("推荐关系待主管部门确认")
    R04 = "R04", _("企业信息与称号不符，请核实")
    R05 = "R05", _("超出计划人数，请调整")
    N01 = "N01", _("不符合培训对象条件")
    N02 = "N02", _("企业不属于中小企业")
    N03 = "N03", _("本年度已在其他班次")
    H01 = "H01", _("需进一步核实")


class Flag(TextChoices):
    """What an automatic check found; a person decides (domain §20)."""

    LARGE = "large", _("企业为大型，不属中小企业")
    SIZE_UNKNOWN = "size_unknown", _("企业规模无法判定")
    NOT_HEAD = "not_head", _("不是主要负责人")
    CROWDED = "crowded", _("同一企业人数超过配额")
    TITLE_EXPIRES = "title_expires", _("称号开班前到期")
    TOOK_PART = "took_part", _("以往参加过培训")
    NAME_DIFFERS = "name_differs", _("企业名称与登记的不一致")
    CODE_ELSEWHERE = "code_elsewhere", _("信用代码登记地与省份不一致")
    TWIN = "twin", _("可能与他人重复")
    AGE = "age", _("年龄不在 18 至 65 岁之间")


class QuotaBy(TextChoices):
    """What a quota counts people by."""

    AUTHORITY = "authority", _("地区")
    TRACK = "track", _("培训方向")
    INSTITUTION = "institution", _("承担机构")
    TIER = "tier", _("企业称号")
    INDUSTRY = "industry", _("企业行业")
    ENTERPRISE = "enterprise", _("每家企业")


class QuotaUnit(TextChoices):
    PEOPLE = "people", _("人")
    PERCENT = "percent", _("百分比")


class Severity(TextChoices):
    """What a quota's cap does to an approval that finds no room."""

    BLOCK = "block", _("不得突破")
    WARN = "warn", _("只作提示")


class EnrolmentState(TextChoices):
    PENDING = "pending", _("待报到")
    ENROLLED = "enrolled", _("在训")
    ON_LEAVE = "on_leave", _("暂停参训")
    DEFERRED = "deferred", _("延期参训")
    TRANSFERRED = "transferred", _("转班")
    WITHDRAWN = "withdrawn", _("退训")
    DISMISSED = "dismissed", _("取消学员资格")
    ABSENT = "absent", _("未报到")
    FINISHED = "finished", _("已结训")


# Who may still leave the class (退班): not after training has ended.
LEAVING = [
    EnrolmentState.PENDING,
    EnrolmentState.ENROLLED,
    EnrolmentState.ON_LEAVE,
    EnrolmentState.DEFERRED,
]
ACTIVE_ENROLMENT = [
    EnrolmentState.PENDING,
    EnrolmentState.ENROLLED,
    EnrolmentState.ON_LEAVE,
    EnrolmentState.DEFERRED,
    EnrolmentState.FINISHED,
]


class CompletionState(TextChoices):
    NOT_ASSESSED = "not_assessed", _("待评定")
    PROPOSED_COMPLETE = "proposed_complete", _("拟结业")
    PROPOSED_INCOMPLETE = "proposed_incomplete", _("拟不予结业")
    COMPLETED = "completed", _("结业")
    INCOMPLETE = "incomplete", _("不予结业")
    DEFERRED = "deferred", _("暂缓结业")
    BY_EXCEPTION = "by_exception", _("经批准结业")
    APPEALED = "appealed", _("申诉中")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("待选工作表")
    READING = "reading", _("校验中")
    READY = "ready", _("待接收")
    ACCEPTING = "accepting", _("接收中")
    ACCEPTED = "accepted", _("已接收")
    UNDONE = "undone", pgettext_lazy("导入", "已撤销")
    CANCELLED = "cancelled", _("已放弃")
    FAILED = "failed", _("读取失败")


AT_WORK = [
    ImportState.UPLOADED,
    ImportState.READING,
    ImportState.READY,
    ImportState.ACCEPTING,
    ImportState.FAILED,
]


class RowStatus(TextChoices):
    """How a typed row stands to what is on file."""

    NEW = "new", _("新增")
    UPDATE = "update", _("更新")
    SAME = "same", _("无变化")
    DUPLICATE = "duplicate", _("重复")
    WARNING = "warning", _("有提醒")
    ERROR = "error", _("有错误")
