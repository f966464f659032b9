"""Finding or making the people and enterprises behind many rows, in few queries.

Rows are handled in the order of their keys, so that two lists accepted at
the same moment wait for each other instead of locking each other out.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from institutions.models import Organization
from institutions.states import Kind
from portal import clock
from portal.crypto import decrypt, encrypt, mask_id
from trainees.data import identity
from trainees.data.candidate import Candidate
from trainees.data.size import industry_of, size_of
from trainees.data.terms import bare, enterprise_terms, person_terms, tails
from trainees.data.title_rules import rule_on
from trainees.models import (
    Enterprise,
    EnterpriseName,
    EnterpriseTitle,
    Nomination,
    SearchEntry,
    Trainee,
)
from trainees.states import IdType, Route

BATCH = 500
CONTACTS = ["mobile", "email"]
FOUND_BY = [
    "trainee__name",
    "trainee__name_latin",
    "trainee__id_tails",
    "enterprise__name",
    "enterprise__uscc",
]
FIGURES = [
    "name",
    "authority",
    "city",
    "industry",
    "product",
    "nature",
    "revenue_wan",
    "assets_wan",
    "employee_count",
    "size",
]


def authorities() -> dict[str, Organization]:
    return {body.code: body for body in Organization.objects.filter(kind=Kind.AUTHORITY)}


def number_of(person: Trainee) -> str:
    """The document's number for judging a row anew; it is shown to nobody."""
    return decrypt(bytes(person.id_cipher), context=person.id_context)


def lock_trainees(indexes: Iterable[str]) -> dict[str, Trainee]:
    """Those already known, by index, held until the transaction ends."""
    rows = Trainee.objects.filter(id_index__in=set(indexes)).order_by("id_index")
    return {row.id_index: row for row in rows.select_for_update(no_key=True)}


def find_or_make_trainees(candidates, known: dict[str, Trainee]) -> dict[str, Trainee]:
    """Every candidate's person by index; new ones are written, of known ones only contacts.

    Identity is written once. Who has an account keeps contacts themselves.
    """
    made = {row.index: _new_trainee(row) for row in candidates if row.index not in known}
    Trainee.objects.bulk_create([made[key] for key in sorted(made)], batch_size=BATCH)
    met = [_with_contacts(known[row.index], row) for row in candidates if row.index in known]
    Trainee.objects.bulk_update(filter(None, met), CONTACTS, batch_size=BATCH)
    return known | made


def make_findable(nominations: Iterable[int]) -> None:
    """Write how these are found: by whoever makes a nomination or changes what it is about.

    Four queries per 500 nominations. The entries are held before anything is read:
    of two who change the person and the enterprise at once the later sees both.
    """
    keys = sorted(nominations)
    for start in range(0, len(keys), BATCH):
        chosen = keys[start : start + BATCH]
        held = SearchEntry.objects.filter(pk__in=chosen).order_by("pk")
        list(held.select_for_update().values_list("pk"))
        rows = Nomination.objects.filter(pk__in=chosen)
        rows = rows.select_related("trainee", "enterprise").only(*FOUND_BY)
        rows = rows.prefetch_related("enterprise__names")
        SearchEntry.objects.bulk_create(
            [_search_entry(row) for row in rows],
            update_conflicts=True,
            unique_fields=["nomination"],
            update_fields=["terms", "text"],
        )


def _search_entry(nomination: Nomination) -> SearchEntry:
    person, firm = nomination.trainee, nomination.enterprise
    terms = person_terms(person.name, person.name_latin) | set(person.id_tails.split())
    names = [firm.name, *(former.name for former in firm.names.all())]
    terms |= enterprise_terms(firm.uscc, *names)
    text = " ".join(bare(part) for part in (person.name, person.name_latin, *names))
    return SearchEntry(nomination=nomination, terms=terms, text=text)


def find_or_make_enterprises(candidates, on: date, bodies) -> dict[str, Enterprise]:
    """Every candidate's enterprise by credit code, with its latest figures and titles.

    A new name of a registered enterprise leaves the old one behind with its days; a
    former name is understood and changes nothing.

    Args:
        on: The day that decides by which rule titles count.
        bodies: The authorities by code.
    """
    rows = {row.text("uscc"): row for row in candidates}
    known = Enterprise.objects.filter(uscc__in=rows).order_by("uscc")
    known = known.select_for_update(no_key=True).prefetch_related("names")
    found = {row.uscc: row for row in known}
    before = {firm.pk: firm.name for firm in found.values()}
    former = _left_behind(found, rows)
    new = [code for code in sorted(rows) if code not in found]
    changed = [firm for code, firm in found.items() if _report(firm, rows[code], bodies)]
    for code in new:
        found[code] = Enterprise(uscc=code)
        _report(found[code], rows[code], bodies)
    Enterprise.objects.bulk_create([found[code] for code in new], batch_size=BATCH)
    Enterprise.objects.bulk_update(changed, FIGURES, batch_size=BATCH)
    EnterpriseName.objects.bulk_create(former, batch_size=BATCH)
    renamed = [f.pk for f in found.values() if before.get(f.pk, f.name) != f.name]
    if renamed:
        about = Nomination.objects.filter(enterprise__in=renamed)
        make_findable(about.values_list("pk", flat=True))
    _note_titles(candidates, found, on)
    return found


def rename_enterprise(enterprise: Enterprise, name: str) -> None:
    """Give a registered enterprise another name; the one it gives up stays with its days."""
    rows = Enterprise.objects.select_for_update(no_key=True).prefetch_related("names")
    firm = rows.get(pk=enterprise.pk)
    EnterpriseName.objects.bulk_create(_given_up(firm))
    Enterprise.objects.filter(pk=firm.pk).update(name=name)
    enterprise.name = name
    make_findable(firm.nominations.values_list("pk", flat=True))


def contents(rows, on: date) -> dict[str, dict]:
    """What the nomination of each row holds, by the person's index; enterprises are made."""
    bodies = authorities()
    firms = find_or_make_enterprises(rows, on, bodies)
    return {
        row.index: {
            "enterprise": firms[row.text("uscc")],
            "post": row.text("post"),
            "route": row.facts["source"],
            "authority": bodies[row.facts["recommender"]]
            if row.facts["source"] == Route.RECOMMENDED
            else None,
            "home": bodies.get(row.text("region")),
            "facts": row.facts,
        }
        for row in rows
    }


def _left_behind(found: dict[str, Enterprise], rows) -> list[EnterpriseName]:
    """The names that registered enterprises give up by what these rows call them."""
    other = [firm for code, firm in found.items() if firm.name != rows[code].text("enterprise")]
    settled = Enterprise.objects.registered().filter(pk__in=[firm.pk for firm in other])
    settled = set(settled.values_list("pk", flat=True)) if other else ()
    former = []
    for firm in other:
        if firm.pk in settled and not _is_former(firm, rows[firm.uscc]):
            former += _given_up(firm)
    return former


def _given_up(firm: Enterprise) -> list[EnterpriseName]:
    """The name it bears until yesterday; none if borne for less than a day: a slip."""
    yesterday, earlier = clock.today() - timedelta(days=1), list(firm.names.all())
    since = earlier[-1].valid_to + timedelta(days=1) if earlier else None
    if since is not None and since > yesterday:
        return []
    days = {"valid_from": since, "valid_to": yesterday}
    return [EnterpriseName(enterprise=firm, name=firm.name, **days)]


def _is_former(firm: Enterprise, row: Candidate) -> bool:
    return row.text("enterprise") in {former.name for former in firm.names.all()}


def _new_trainee(row: Candidate) -> Trainee:
    person = Trainee(
        name=row.text("name"),
        id_type=row.id_type,
        id_index=row.index,
        id_tails=" ".join(tails(row.id_no)),
        id_masked=mask_id(row.id_no),
        gender=row.text("gender"),
        born_on=_born_on(row),
        mobile=row.text("mobile"),
        email=row.text("email"),
    )
    person.id_cipher = encrypt(row.id_no, context=person.id_context)
    return person


def _born_on(row: Candidate) -> date | None:
    """From a resident's number; of other documents as typed, if the day is known."""
    if row.id_type == IdType.RESIDENT:
        return identity.born_on(row.id_no)
    typed = row.text("birth")
    return date.fromisoformat(typed) if len(typed) == len("1990-01-01") else None


def _with_contacts(person: Trainee, row: Candidate) -> Trainee | None:
    if person.user_id is not None:
        return None
    changes = {n: row.text(n) for n in CONTACTS if row.text(n) not in ("", getattr(person, n))}
    for name, value in changes.items():
        setattr(person, name, value)
    return person if changes else None


def _report(enterprise: Enterprise, row: Candidate, bodies) -> bool:
    """Take over what this row says about the enterprise; True if something is new."""
    said = {
        "name": row.text("enterprise"),
        "authority": bodies.get(row.text("region")),
        "city": row.text("city"),
        "industry": row.text("industry"),
        "product": row.text("product"),
        "nature": row.text("ent_nature"),
        "revenue_wan": row.amount("revenue"),
        "assets_wan": row.amount("assets"),
        "employee_count": int(row.text("employees")) if row.text("employees") else None,
    }
    if enterprise.pk and _is_former(enterprise, row):
        del said["name"]
    news = {n: v for n, v in said.items() if v not in (None, "", getattr(enterprise, n))}
    for name, value in news.items():
        setattr(enterprise, name, value)
    enterprise.size = size_of(
        industry_of(enterprise.industry),
        enterprise.employee_count,
        enterprise.revenue_wan,
        enterprise.assets_wan,
    )
    return bool(news)


def _note_titles(candidates, enterprises, on: date) -> None:
    titles = {
        (enterprises[row.text("uscc")].pk, kind)
        for row in candidates
        for kind in row.facts.get("ent_title", [])
    }
    EnterpriseTitle.objects.bulk_create(
        [
            EnterpriseTitle(enterprise_id=pk, kind=kind, rule=rule_on(kind, on))
            for pk, kind in sorted(titles)
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
