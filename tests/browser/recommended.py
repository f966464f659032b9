"""People whom the sample region recommends, for the pages that show them."""

from datetime import date

from django.urls import reverse

from portal.files.keeping import keep
from tests.factories.trainees import id_number
from trainees.actions import recommendation as letters
from trainees.actions import selection
from trainees.data.candidate import Candidate
from trainees.models import Nomination, Recommendation
from trainees.states import IdType

SCAN = b"%PDF-1.4\n% sample letter\n"


def letter_pages(program, asked, liaison, manager) -> dict[str, str]:
    """One letter sent, of which somebody was declined, and one in the making."""
    names = ["冯知微", "褚怀瑾", "卫清晏"]
    first, second, third = sent(program, liaison, names, cohort=asked)
    selection.waitlist_candidates([first.pk], asked, actor=manager)
    selection.shortlist_candidates([second.pk], asked, actor=manager)
    selection.decline_candidate(third, reason="full", note="可报下一班", actor=manager)
    draft = letter(program, liaison, ["蒋若谷"], number=2, first=510)
    plain = ("list", "new", "results")
    return {
        **{f"recommendations:{name}": reverse(f"recommendations:{name}") for name in plain},
        "recommendations:sent": _of(first.recommendation, "detail"),
        "recommendations:retract": reverse(
            "recommendations:retract", args=[first.recommendation_id, first.pk]
        ),
        **{f"recommendations:{n}": _of(draft, n) for n in ("detail", "edit", "add", "paste")},
    }


def candidate_pages(program, asked, liaison) -> dict[str, str]:
    """Somebody recommended to the class and somebody in the pool."""
    (first,) = sent(program, liaison, ["沈怀远"], cohort=asked, first=520)
    sent(program, liaison, ["韩采薇"], number=2, first=530)
    return {
        "candidates:list": reverse("candidates:list"),
        "candidates:pool": reverse("candidates:list") + "?show=pool",
        "candidates:detail": reverse("candidates:detail", args=[first.pk]),
    }


def _of(row, name) -> str:
    return reverse(f"recommendations:{name}", args=[row.pk])


def letter(
    program, actor, names, *, cohort=None, track=None, number=1, first=500
) -> Recommendation:
    """A draft with its scan; names end in （演示）."""
    head = {"cohort": cohort, "track": track, "dated_on": date(2022, 10, 27)}
    head["document_no"] = f"示例企函〔2022〕{number}号"
    body = actor.organization
    draft = letters.begin_recommendation(program, body, values=head, actor=actor)
    kept = keep(SCAN, name="推荐函（演示）.pdf", purpose="letter", owner=body.code)
    draft = letters.attach_letter(draft, kept=kept, revision=draft.revision, actor=actor)
    people = [person(name, body.code, first + n) for n, name in enumerate(names)]
    letters.name_people(draft, people, attested=True, actor=actor)
    return Recommendation.objects.for_table().get(pk=draft.pk)


def sent(program, actor, names, **fields) -> list[Nomination]:
    draft = letter(program, actor, names, **fields)
    letters.send_recommendation(draft, revision=draft.revision, actor=actor)
    return list(draft.nominations.for_table().order_by("pk"))


def person(name: str, region: str, number: int) -> Candidate:
    typed = {
        "name": f"{name}（演示）",
        "gender": "male",
        "birth": "1980-01-01",
        "mobile": f"1390000{number:04d}",
        "post": "总经理",
        "enterprise": f"示例精密{number}有限公司（演示）",
        "uscc": f"9199020{number:010d}X",
        "industry": "工业",
        "revenue": "4200",
        "employees": "160",
        "region": region,
        "source": "recommended",
        "recommender": region,
        "ent_title": ["srdi"],
    }
    return Candidate(id_number(number), IdType.RESIDENT, typed)
