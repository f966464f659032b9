"""Who enters and corrects an enterprise's titles."""

from django.utils.translation import gettext as _

from institutions.states import Duty, Kind
from portal.policy import ALLOW, Verdict, deny


def may_set_title(actor, enterprise) -> Verdict:
    """The Centre's reviewers, and the authority of the enterprise's own region.

    Never a training body: quotas and the review go by titles.
    """
    if actor.kind == Kind.CENTRE:
        if actor.duties.isdisjoint({Duty.REVIEWER, Duty.LEAD}):
            return deny(_("企业称号由审核员或负责同志登记"))
        return ALLOW
    if actor.kind != Kind.AUTHORITY:
        return deny(_("企业称号由人才交流中心和企业所在地区主管部门登记"))
    if enterprise.authority is None or enterprise.authority.code != actor.organization_slug:
        return deny(_("只能登记本地区企业的称号"))
    if Duty.LIAISON not in actor.duties:
        return deny(_("企业称号由联络员登记，分管负责同志可以查看"))
    return ALLOW
