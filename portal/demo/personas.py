"""The invented people through whose eyes a rehearsal is seen; outside it they do not exist."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models import Membership, Organization
from institutions.states import Duty
from portal import clock
from portal.accounts.models import User
from portal.audit.trail import record
from portal.policy import SystemActor

REHEARSAL = SystemActor(_("演练"))


class MissingBodies(Exception):
    """Personas act for bodies that the programme has not been loaded with."""


@dataclass(frozen=True, slots=True)
class Persona:
    """One way into the rehearsal: ``code`` is posted, ``body`` and ``duties`` are held."""

    code: str
    title: str
    name: str
    note: str
    icon: str
    body: str = ""
    duties: tuple[str, ...] = ()
    is_operator: bool = False


PERSONAS = (
    Persona(
        "bureau",
        _("中小企业局"),
        "苏清和",
        _("看板、通知、报备、考核确认"),
        "build",
        "BUREAU",
        (Duty.OFFICER, Duty.LEAD),
    ),
    Persona(
        "centre",
        _("中心审核员"),
        "林知远",
        _("方案、名单审核、结业确认"),
        "shield",
        "CENTRE",
        (Duty.REVIEWER, Duty.LEAD),
    ),
    Persona(
        "centre-issuer",
        _("中心发证员"),
        "江望月",
        _("证书颁发与登记"),
        "cert",
        "CENTRE",
        (Duty.ISSUER,),
    ),
    Persona(
        "guangdong",
        _("广东联络员"),
        "周望舒",
        _("报送信息表、推荐学员"),
        "doc",
        "GD",
        (Duty.LIAISON,),
    ),
    Persona(
        "guangdong-lead",
        _("广东分管负责同志"),
        "顾长风",
        _("查看本地区办理情况"),
        "user",
        "GD",
        (Duty.LEAD,),
    ),
    Persona(
        "dalian",
        _("大连联络员"),
        "宋听澜",
        _("计划单列市单独报送"),
        "doc",
        "DL",
        (Duty.LIAISON,),
    ),
    Persona(
        "sample",
        _("示例一省联络员"),
        "程见山",
        _("演练样例，不计入 37 个地区"),
        "doc",
        "S1",
        (Duty.LIAISON,),
    ),
    Persona(
        "tsinghua",
        _("清华大学项目负责人"),
        "何景行",
        _("培训方案、名单、班级"),
        "users",
        "10003",
        (Duty.MANAGER,),
    ),
    Persona(
        "wangjiang",
        _("望江大学项目负责人"),
        "温如是",
        _("虚构机构，可演练各种情形"),
        "users",
        "F9001",
        (Duty.MANAGER,),
    ),
    Persona(
        "wangjiang-teacher",
        _("望江大学班主任"),
        "沈怀瑾",
        _("课表、考勤、请假"),
        "cal",
        "F9001",
        (Duty.CLASS_TEACHER,),
    ),
    Persona(
        "evaluator",
        _("第三方评估专家"),
        "陆思齐",
        _("评分与佐证"),
        "scale",
        "EVAL",
        (Duty.SCORER,),
    ),
    Persona(
        "auditor",
        _("审计员"),
        "严守正",
        _("只看操作与导出记录"),
        "eye",
        "BUREAU",
        (Duty.AUDITOR,),
    ),
    Persona("trainee", pgettext_lazy("一人", "学员"), "叶知秋", _("签到、课程、证书"), "book"),
    Persona(
        "operator",
        _("平台运维人员"),
        "乔松年",
        _("账号与运行，不办业务"),
        "wrench",
        is_operator=True,
    ),
)

BY_CODE = {persona.code: persona for persona in PERSONAS}


@transaction.atomic
def load_personas() -> int:
    """Make the personas and their duties that are not there yet; returns how many accounts.

    They have no usable password: the login page's rehearsal panel is the only
    way in. Names are invented and say so.

    Raises:
        PermissionDenied: outside rehearsal.
        MissingBodies: load the programme first; nothing was made.
    """
    if not settings.REHEARSAL:
        raise PermissionDenied(_t("演练身份只能载入演练环境"))
    bodies = _bodies()
    made = [_load(persona, bodies) for persona in PERSONAS]
    return sum(made)


def panel() -> list[dict]:
    """The loaded personas for the login page: ``code``, ``title``, ``note``, ``icon``.

    Empty outside rehearsal and before :func:`load_personas`.
    """
    if not settings.REHEARSAL:
        return []
    names = dict(User.objects.exclude(persona="").values_list("persona", "full_name"))
    return [
        {
            "code": persona.code,
            "title": persona.title,
            "note": _t("%(name)s · %(note)s")
            % {"name": names[persona.code], "note": persona.note},
            "icon": persona.icon,
        }
        for persona in PERSONAS
        if persona.code in names
    ]


def account(code: str) -> User | None:
    """The persona's account; None when there is no such persona or it is not loaded."""
    if code not in BY_CODE:
        return None
    return User.objects.filter(persona=code, is_active=True).first()


def _bodies() -> dict[str, Organization]:
    wanted = {persona.body for persona in PERSONAS} - {""}
    found = Organization.objects.in_bulk(sorted(wanted), field_name="code")
    missing = sorted(wanted - found.keys())
    if missing:
        raise MissingBodies(
            _t("缺少单位 %(codes)s，请先运行 manage.py load_program")
            % {"codes": "、".join(missing)}
        )
    return found


def _load(persona: Persona, bodies) -> bool:
    user, created = User.objects.get_or_create(
        persona=persona.code,
        defaults={
            "username": f"demo-{persona.code}",
            "full_name": _t("%(name)s（演示）") % {"name": persona.name},
            "is_superuser": persona.is_operator,
            "password": make_password(None),
        },
    )
    if created:
        record(REHEARSAL, "open", user)
    for duty in persona.duties:
        membership, given = Membership.objects.get_or_create(
            user=user,
            organization=bodies[persona.body],
            duty=duty,
            ended_at=None,
            defaults={"started_at": clock.now()},
        )
        if given:
            record(REHEARSAL, "give", membership)
    return created
