from portal.policy import PUBLIC, SIGNED_IN, only

STAFF = ("bureau", "centre", "authority", "institution", "partner", "evaluator", "operator")
OFFICES = ("bureau", "centre")

ACCESS = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "jobs:list": only(*STAFF),
    "jobs:progress": SIGNED_IN,
    "jobs:retry": SIGNED_IN,
    "jobs:cancel": SIGNED_IN,
    "notices:inbox": SIGNED_IN,
    "notices:inbox_read_all": SIGNED_IN,
    "notices:inbox_notice": SIGNED_IN,
    "notices:outbox": only(*OFFICES),
    "notices:outbox_notice": only(*OFFICES),
    "notices:outbox_resend": only(*OFFICES),
    "notices:outbox_readdress": only(*OFFICES),
}
