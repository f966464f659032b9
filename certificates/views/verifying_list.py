"""A pasted list of certificates, checked at once; its result to take along as a workbook."""

from collections import Counter

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.forms.verify import ListForm
from certificates.states import InquiryWay
from certificates.verification import lists
from certificates.verification.workbook import answers_workbook
from portal import clock
from portal.files.streaming import hand_out_workbook

from .public import HOUR, LISTS, SCANS, answer_page, noted, public_page

PAGE = "verify_list"


@public_page("GET", "POST", limit=LISTS, page=PAGE)
def by_list(request):
    if request.method == "GET":
        return answer_page(request, page=PAGE)
    form = ListForm(request.POST)
    if not form.is_valid():
        return answer_page(request, page=PAGE, list_form=form, status=422)
    checked = lists.check(form.cleaned_data["lines"])
    noted(request, *(row.answer for row in checked), way=InquiryWay.LIST)
    return answer_page(
        request,
        page=PAGE,
        list_form=form,
        checked=checked,
        tally=Counter(row.said for row in checked).items(),
        taken=_sealed(checked),
    )


@public_page("POST", limit=SCANS, page=PAGE)
def list_workbook(request):
    """The result as it was shown; signed, so that nothing is asked a second time."""
    try:
        taken = signing.loads(request.POST.get("taken", ""), salt=PAGE, max_age=HOUR)
    except signing.BadSignature:
        return answer_page(request, page=PAGE, expired=True, status=422)
    content = answers_workbook(taken["rows"], at=taken["at"])
    return hand_out_workbook(content, _("证书查验结果.xlsx"))


def _sealed(checked) -> str:
    at = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M:%S")
    rows = [lists.row(one) for one in checked]
    return signing.dumps({"at": at, "rows": rows}, salt=PAGE, compress=True)
