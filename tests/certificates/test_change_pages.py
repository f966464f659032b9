"""The page of one certificate, and what its buttons answer."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from certificates.models import Certificate, CertificateChange
from institutions.states import Duty, Kind
from portal.files.models import StoredFile
from portal.jobs.worker import drain
from portal.ui import todos
from tests.factories import actor, user
from tests.factories.certificates import ask, changed, issued, issuer
from tests.support.queries import cost
from trainees.models import Trainee

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "other", "explanation": "经核实确有必要（演示）"}


@pytest.fixture
def certificate():
    return issued(1)[0]


@pytest.fixture
def signed_in(client):
    client.force_login(issuer().user)
    return client


def at(name, *args) -> str:
    return reverse(f"certificates:{name}", args=args)


def detail(certificate) -> str:
    return at("detail", certificate.public_id)


def text(client, address) -> str:
    return client.get(address).content.decode()


def test_an_issuer_asks_and_another_agrees(signed_in, certificate):
    address = at("ask", certificate.public_id, "revoke")
    drawn = text(signed_in, address)

    asked = signed_in.post(address, {"reason": "issued_in_error", **WHY})
    change = CertificateChange.objects.get()
    own = text(signed_in, detail(certificate))
    step = at("change_step", change.pk, "approve")
    alone = signed_in.post(step, {"seen": "proposed"})
    signed_in.force_login(issuer().user)
    offered = text(signed_in, detail(certificate))
    agreed = signed_in.post(step, {"seen": "proposed"}, follow=True).content.decode()

    assert ("误发" in drawn, asked.url) == (True, detail(certificate))
    assert ("代办人视为本人" in own, "撤回申请" in own, alone.status_code) == (True, True, 403)
    assert (step in offered, WHY["explanation"] in offered) == (True, True)
    assert ("证书已撤销，不再有效" in agreed, "申请恢复…" in agreed) == (True, True)


def test_pressing_twice_asks_once(signed_in, certificate):
    address = at("ask", certificate.public_id, "revoke")

    answers = [signed_in.post(address, WHY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    page = answers[1].content.decode()
    assert ("已有一项申请在等复核" in page, WHY["explanation"] in page) == (True, True)
    assert CertificateChange.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": "", "explanation": "因"}, "请选择原因"),
        ({"reason": "lost", "explanation": "因"}, "请从列表中选择原因"),
        ({"reason": "other", "explanation": " "}, "请写明依据和经过"),
        ({"reason": "other", "explanation": "因" * 301}, "因" * 301),
        ({"reason": "other", "explanation": "因\0"}, "因"),
    ],
)
def test_what_lacks_is_said_and_what_was_typed_stays(signed_in, certificate, data, said):
    answer = signed_in.post(at("ask", certificate.public_id, "revoke"), data)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert CertificateChange.objects.count() == 0


def test_nothing_to_replace_is_said_on_the_form(signed_in, certificate):
    answer = signed_in.post(at("ask", certificate.public_id, "replace"), WHY)

    assert (answer.status_code, "无须换发" in answer.content.decode()) == (422, True)


def test_a_name_changed_after_issue_is_pointed_out_and_a_replacement_offered(
    signed_in, certificate
):
    before = text(signed_in, detail(certificate))
    name = certificate.snapshot["name"]
    Trainee.objects.update(name="更正后")

    page, form = (
        text(signed_in, detail(certificate)),
        text(signed_in, at("ask", certificate.public_id, "replace")),
    )

    said = f"姓名：证书上是“{name}”，登记为“更正后”"
    assert ("证书与现在的登记不一致" in before, said in page) == (False, True)
    assert (at("ask", certificate.public_id, "replace") in page) is True
    assert f"由“{name}”改为“更正后”" in form


def test_a_stale_page_decides_nothing_and_keeps_the_words(signed_in, certificate):
    change = ask(certificate, "revoke")
    step = at("change_step", change.pk, "refuse")
    first = signed_in.post(step, {"seen": "proposed", "note": "证据不足"})

    again = signed_in.post(step, {"seen": "proposed", "note": "我的理由"})
    seen_new = signed_in.post(step, {"seen": "refused", "note": "我的理由"})

    assert [first.status_code, again.status_code, seen_new.status_code] == [302, 409, 409]
    assert ("我的理由" in again.content.decode(), "未同意" in again.content.decode()) == (
        True,
        True,
    )
    change.refresh_from_db()
    assert change.note == "证据不足"


def test_a_refusal_without_reason_is_not_taken(signed_in, certificate):
    change = ask(certificate, "revoke")

    answer = signed_in.post(at("change_step", change.pk, "refuse"), {"note": " "})

    assert (answer.status_code, "需要填写意见" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["approved", "delete"])
def test_there_are_no_other_steps(signed_in, certificate, name):
    change = ask(certificate, "revoke")

    answers = [
        signed_in.post(at("change_step", change.pk, name)).status_code,
        signed_in.post(at("step", certificate.public_id, name)).status_code,
        signed_in.get(at("ask", certificate.public_id, name)).status_code,
    ]

    assert answers == [404] * 3


def test_an_edition_that_failed_is_made_again_or_void_from_its_page(signed_in, certificate):
    change = ask(certificate, "reissue")
    signed_in.post(at("change_step", change.pk, "approve"))
    Certificate.objects.filter(edition=2).update(state="failed", problem="缺字")
    edition = Certificate.objects.get(edition=2)
    page = text(signed_in, detail(edition))

    signed_in.post(at("step", edition.public_id, "retry"), {"seen": "failed"})
    queued = Certificate.objects.get(edition=2).state
    Certificate.objects.filter(edition=2).update(state="failed")
    signed_in.post(at("step", edition.public_id, "void"), {"note": "持证人不再需要"})

    assert ("缺字" in page, "原来的一版继续有效" in page, queued) == (True, True, "queued")
    after = text(signed_in, detail(edition))
    assert ("这个编号已作废" in after, "下载" in after) == (True, False)
    assert signed_in.get(at("download", edition.public_id)).status_code == 404


def test_refused_acts_stand_there_with_their_reason(client, certificate):
    client.force_login(actor(Kind.CENTRE).user)

    page = text(client, detail(certificate))
    answer = client.get(at("ask", certificate.public_id, "revoke"))

    assert page.count("结业证书由发证员颁发") == 3
    assert at("ask", certificate.public_id, "revoke") not in page
    assert ("提出申请" in answer.content.decode(), answer.status_code) == (False, 200)
    assert client.post(at("ask", certificate.public_id, "revoke"), WHY).status_code == 403


@pytest.mark.parametrize("kind", ["revoke", "reissue"])
def test_a_file_out_of_force_goes_to_the_offices_alone_and_says_what_it_is(
    client, certificate, kind
):
    holder = user()
    Trainee.objects.update(user=holder)
    own = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    address = at("download", certificate.public_id)
    changed(certificate, kind)
    readers = [holder, own.user, actor(Kind.BUREAU).user, issuer().user]

    answers, contents = [], []
    for reader in readers:
        client.force_login(reader)
        answers.append(client.get(address))
        contents.append(b"".join(answers[-1]))

    assert [answer.status_code for answer in answers] == [403, 403, 200, 200]
    said = {"revoke": "已撤销", "reissue": "由新版替代"}[kind]
    assert said in contents[0].decode()
    name = {"revoke": "%E5%B7%B2%E6%92%A4%E9%94%80-", "reissue": "%E5%B7%B2%E7%94%B1%E6%96%B0"}
    assert name[kind] in answers[3].headers["Content-Disposition"]
    assert contents[2:] == [certificate.file.read()] * 2


def test_the_holder_reads_why_and_an_institution_only_the_kind_of_reason(client, certificate):
    holder, secret = user(), "与登记材料不符（演示）"
    Trainee.objects.update(user=holder)
    own = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    changed(certificate, "revoke", reason="false_material", explanation=secret)
    asker = str(CertificateChange.objects.get().asked_by)

    pages = []
    for reader in [holder, own.user, actor(Kind.CENTRE).user]:
        client.force_login(reader)
        pages.append(text(client, detail(certificate)))

    assert ["材料不实" in page for page in pages] == [True] * 3
    assert [secret in page for page in pages] == [True, False, True]
    assert [asker in page for page in pages] == [False, False, True]


def test_an_open_request_is_no_business_of_holder_and_institution(client, certificate):
    holder = user()
    Trainee.objects.update(user=holder)
    own = actor(Kind.INSTITUTION, organization=certificate.enrolment.cohort.organization)
    ask(certificate, "revoke", explanation="内部说明（演示）")

    for reader in [holder, own.user]:
        client.force_login(reader)
        page = text(client, detail(certificate))
        assert ("待复核" in page, "内部说明" in page, "没有变更过" in page) == (
            False,
            False,
            True,
        )


def test_somebody_elses_certificate_is_not_there(client, certificate):
    change = ask(certificate, "revoke")
    missing = Certificate(enrolment=certificate.enrolment)
    stranger = actor(Kind.INSTITUTION)

    client.force_login(stranger.user)
    pages = [client.get(detail(row)) for row in (certificate, missing)]
    client.force_login(issuer().user)
    nowhere = client.post(at("change_step", change.pk + 1, "approve"))

    assert [page.status_code for page in [*pages, nowhere]] == [404] * 3
    assert pages[0].content == pages[1].content


def test_looking_changes_nothing(signed_in, certificate):
    changed(certificate, "reissue")
    Trainee.objects.update(name="更正后")
    before = (list(Certificate.objects.values()), list(StoredFile.objects.values()))

    for row in Certificate.objects.all():
        for address in (detail(row), at("download", row.public_id)):
            answer = signed_in.get(address)
            assert (answer.status_code, b"".join(answer) != b"") == (200, True)
        for kind in ("revoke", "reinstate", "reissue", "replace"):
            assert signed_in.get(at("ask", row.public_id, kind)).status_code == 200
        signed_in.get(reverse("verify:token", args=[row.token]))
    for name in ("list", "register", "register_export"):
        assert signed_in.get(at(name)).status_code == 200
    call_command("migrate", verbosity=0)
    call_command("sweep")
    drain()

    assert (list(Certificate.objects.values()), list(StoredFile.objects.values())) == before


def test_the_pages_query_count_does_not_grow_with_editions(signed_in, certificate):
    changed(certificate, "reissue")
    second = Certificate.objects.get(edition=2)
    two = cost(signed_in, detail(second))

    changed(second, "reissue")
    changed(Certificate.objects.get(edition=3), "reissue")

    assert cost(signed_in, detail(Certificate.objects.get(edition=4))) == two


def kinds(who) -> list[str]:
    return sorted(todo.kind for todo in todos.collect(who))


def test_a_request_waits_on_the_desk_of_everybody_who_may_decide_it(certificate):
    asker, other, lead = issuer(), issuer(), actor(Kind.CENTRE, Duty.LEAD)
    ask(certificate, "revoke", by=asker)

    desks = [kinds(who) for who in (asker, other, lead, actor(Kind.CENTRE), actor(Kind.BUREAU))]

    waits = "certificate-change"
    assert [waits in desk for desk in desks] == [False, True, True, False, False]


def test_an_edition_that_failed_waits_on_the_issuers_desk(signed_in, certificate):
    change = ask(certificate, "reissue")
    signed_in.post(at("change_step", change.pk, "approve"))
    Certificate.objects.filter(edition=2).update(state="failed", problem="缺字")

    desks = [kinds(who) for who in (issuer(), actor(Kind.CENTRE))]

    assert ["certificate-edition" in desk for desk in desks] == [True, False]
