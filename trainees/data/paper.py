"""Which papers there are of a frozen list, and how a returned row is put right."""

from trainees.states import PaperKind, PaperMedium, Reason

OFFERED = [
    (PaperKind.SUMMARY, PaperMedium.PDF),
    (PaperKind.RETURN_SLIP, PaperMedium.PDF),
    (PaperKind.REPLY, PaperMedium.PDF),
    (PaperKind.REPLY, PaperMedium.WORD),
]
# How much of a digest a page carries, to be compared by eye.
SHORT = 12
# What the class does about each reason to send a row back.
REMEDIES = {
    Reason.R01: "按说明核对原件，更正该行后随名单重新提交。",
    Reason.R02: "按说明补齐材料，补齐后随名单重新提交。",
    Reason.R03: "请推荐的主管部门在平台确认；不能确认的改为自主选拔，或移出名单。",
    Reason.R04: "核对企业名称、统一社会信用代码和称号，以在有效期内的认定为准更正。",
    Reason.R05: "在计划人数内择优，超出的学员移出名单。",
}
