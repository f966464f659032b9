"""The notice's transition table."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.engine import Workflow, step
from programs.models import Circular
from programs.policies import circular as policies
from programs.states import (
    CircularState,
)

CIRCULAR = Workflow(
    Circular,
    {
        "publish": step(
            _("发布通知"),
            source=CircularState.DRAFT,
            to=CircularState.PUBLISHED,
            policy=policies.may_publish_circular,
        ),
    },
)
