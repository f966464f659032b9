"""Plans on their way, and who was told of them."""

from datetime import date

from portal.notices.models import Notice
from programs.actions.cohort import submit_plan
from tests.factories.programs import cohort, countersign

TEXTS = {"objectives": "提升经营管理能力", "modules": "战略、财务、数字化"}
VALUES = {
    "name": "",
    "starts_on": date(2023, 1, 9),
    "ends_on": date(2023, 12, 15),
    "place": "示例市",
    **TEXTS,
}


def drawn_up(manager, **fields):
    """A complete draft of the manager's body."""
    return cohort(body=manager.organization, **TEXTS, **fields)


def submitted(manager, *authorities, **fields):
    """Sent, and waiting for these authorities (with none: countersigned at once)."""
    draft = drawn_up(manager, **fields)
    for body in authorities:
        countersign(draft, body)
    return submit_plan(draft, revision=draft.revision, actor=manager)


def told(topic) -> set[int]:
    """Users whose inbox holds a notice of that topic."""
    notices = Notice.objects.filter(topic=topic, channel="inbox")
    return {notice.user_id for notice in notices}
