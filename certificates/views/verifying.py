"""The public's pages: is this certificate genuine, and whose is it?"""

import hashlib

from certificates import checking
from certificates.forms.verify import FileForm, FullNameForm, HashForm, NumberForm
from certificates.states import InquiryWay
from certificates.verification import answers

from .public import GUESSES, SCANS, answer_page, noted, public_page


@public_page("GET", "POST", limit=GUESSES)
def by_number(request):
    if request.method == "GET":
        return answer_page(request)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return answer_page(request, form=form, status=422)
    answer = answers.by_number(**form.cleaned_data)
    noted(request, answer, way=InquiryWay.NUMBER)
    return answer_page(request, answer=answer, form=form, way=InquiryWay.NUMBER)


@public_page("GET", limit=SCANS, counted={"GET"})
def by_token(request, token):
    answer = answers.by_token(token)
    noted(request, answer, way=InquiryWay.SCAN)
    return answer_page(request, answer=answer, way=InquiryWay.SCAN)


@public_page("POST", limit=GUESSES)
def full_name(request, token):
    """核对姓名: the full name is shown only to whoever already knows it."""
    answer = answers.by_token(token)
    form = FullNameForm(request.POST)
    if not form.is_valid():
        return answer_page(
            request, answer=answer, way=InquiryWay.SCAN, name_form=form, status=422
        )
    noted(request, answer, way=InquiryWay.NAME)
    known = answers.with_full_name(answer, form.cleaned_data["full_name"])
    verdict = "same" if known else "different"
    return answer_page(
        request,
        answer=known or answer,
        way=InquiryWay.NAME,
        name_form=form,
        name_verdict=verdict,
    )


@public_page("POST", limit=GUESSES)
def by_file(request):
    """Hash and signature of an uploaded file; the file itself is not kept."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer_page(request, file_form=form, status=422)
    content = form.cleaned_data["file"].read()
    digest = hashlib.sha256(content).hexdigest()
    return _compared(request, digest, report=checking.check_pdf(content))


@public_page("POST", limit=SCANS)
def by_hash(request):
    """The hash alone, reckoned in the asker's browser; the file never left it."""
    form = HashForm(request.POST)
    if not form.is_valid():
        return answer_page(request, hash_form=form, status=422)
    return _compared(request, form.cleaned_data["sha256"])


def _compared(request, digest: str, report=None):
    """A file that is none of the register's is set beside the certificate it was shown for."""
    answer, beside = answers.by_hash(digest), answers.by_token(request.POST.get("token", ""))
    noted(request, answer, way=InquiryWay.FILE)
    comparison = "different"
    if answer.certificate:
        other = beside.certificate and beside.certificate != answer.certificate
        comparison = "other" if other else "same"
    return answer_page(
        request,
        answer=answer if answer.certificate else beside,
        way=InquiryWay.FILE,
        comparison=comparison,
        digest=digest,
        report=report,
    )
