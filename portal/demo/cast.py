"""The rehearsal's bodies and their people: samples, fictional institutions, nameless staff.

Sample authorities and fictional institutions carry every negative state, so
that none ever stands on a real name. Real bodies get one account each whose
name says that it is a demonstration.
"""

from django.contrib.auth.hashers import make_password

from institutions.actor import Actor
from institutions.models import Membership, Organization
from institutions.states import Duty, Group, Kind
from portal import clock
from portal.accounts.models import User
from programs.models import Mandate, Program

SAMPLES = [
    ("S1", "示例一省", "示例一省工业和信息化厅"),
    ("S2", "示例二省", "示例二省经济和信息化厅"),
    ("S3", "示例三省", "示例三省工业和信息化厅"),
    ("S4", "示例四省", "示例四省工业和信息化厅"),
    ("S5", "示例市", "示例市工业和信息化局"),
]
FICTIONAL = [
    ("F9001", "望江大学", "Wangjiang University"),
    ("F9002", "听雨大学", "Tingyu University"),
    ("F9003", "拾穗大学", "Shisui University"),
    ("F9004", "远帆大学", "Yuanfan University"),
]
FIRST_DUTY = {
    Kind.AUTHORITY: Duty.LIAISON,
    Kind.INSTITUTION: Duty.MANAGER,
    Kind.BUREAU: Duty.OFFICER,
    Kind.CENTRE: Duty.REVIEWER,
}


def load_bodies(program: Program) -> None:
    """The samples and the fictional institutions with their mandates; idempotent."""
    for n, (code, short, name) in enumerate(SAMPLES):
        Organization.objects.get_or_create(
            code=code,
            defaults={
                "kind": Kind.AUTHORITY,
                "group": Group.SAMPLE,
                "seq": 101 + n,
                "name": name,
                "short_name": short,
                "region_name": short,
                "name_en": f"Sample Region {n + 1}",
                "is_sample": True,
            },
        )
    home = Organization.objects.get(code="S1")
    for n, (code, name, name_en) in enumerate(FICTIONAL):
        Organization.objects.get_or_create(
            code=code,
            defaults={
                "kind": Kind.INSTITUTION,
                "seq": 101 + n,
                "name": name,
                "short_name": name,
                "name_en": name_en,
                "home": home,
                "is_sample": True,
            },
        )
    give_mandates(program)


def give_mandates(program: Program) -> None:
    """REG and THEME for the fictional institutions, in whatever year."""
    tracks = program.tracks.filter(code__in=["REG", "THEME"])
    for body in Organization.objects.filter(kind=Kind.INSTITUTION, is_sample=True):
        mandate, made = Mandate.objects.get_or_create(program=program, organization=body)
        if made:
            mandate.tracks.set(tracks)


def load_people() -> None:
    """One account for every body that plays, and the Centre's other duties."""
    kinds = [Kind.AUTHORITY, Kind.INSTITUTION, Kind.BUREAU, Kind.CENTRE]
    for body in Organization.objects.filter(kind__in=kinds):
        player(body)
    centre = Organization.objects.get(kind=Kind.CENTRE)
    player(centre, Duty.ISSUER)
    player(centre, Duty.LEAD)
    # One sample has a responsible official, the others none: both ways of a letter can be seen.
    player(Organization.objects.get(code="S1"), Duty.LEAD)
    player(centre, Duty.MANAGER)  # of its own classes; else nobody could be told of their plans


def player(body: Organization, duty: str = "") -> Actor:
    """Who acts for ``body`` in the season, made if missing; never a persona."""
    duty = duty or FIRST_DUTY[body.kind]
    user, made = User.objects.get_or_create(
        username=f"season-{body.code.lower()}-{duty}",
        defaults={
            "full_name": f"{body.short_name}{Duty(duty).label}（演示）",
            "password": make_password(None),
            "persona": f"season-{body.code.lower()}-{duty}"[:40],
        },
    )
    if made:
        Membership.objects.create(
            user=user, organization=body, duty=duty, started_at=clock.now()
        )
    return Actor(user, body.kind, body, frozenset({duty}))
