"""Invented certificates to print: numbers, people and institutions of nobody."""

from certificates import numbering
from certificates.rendering import Order

PLAIN = {
    "name": "张明远",
    "programme": "2022-2023年度中小企业经营管理领军人才",
    "direction": "区域发展",
    "institution": "望江大学",
    "class_name": "区域发展二班",
    "started_on": "2022-11-12",
    "ended_on": "2023-10-28",
    "issued_on": "2023-11-10",
    "issuer": "工业和信息化部人才交流中心",
    "rehearsal": True,
}
ENGLISH = {
    "name_en": "ZHANG Mingyuan",
    "programme_en": "2022–2023 Training Programme for Leading Talents in SME "
    "Business Management",
    "direction_en": "Regional Development",
    "institution_en": "Wangjiang University (fictional)",
    "class_name_en": "Class 2",
    "issuer_en": "Talent Exchange Center,\nMinistry of Industry and Information Technology",
}
LONGEST = {
    "name": "买买提江·阿卜杜热合曼·吾布力卡斯木·图尔荪江·艾合买提江",
    "direction": "促进大中小企业融通创新",
    "institution": "工业和信息化部人才交流中心联合示例大湾区中小企业公共服务示范平台",
    "class_name": "新一代信息技术与高端装备制造产业链协同专题第十二期研修班",
}
LONGEST_ENGLISH = {
    **ENGLISH,
    "name_en": "Maimaitijiang Abudureheman Wubulikasimu Tuersunjiang Aihemaitijiang",
    "direction_en": "Integrated Innovation of Large, Medium and Small Enterprises",
    "institution_en": "MIIT Talent Exchange Center with the Sample Bay Area Demonstration "
    "Platform for SME Public Services (fictional)",
    "class_name_en": "Special Class 12 on Collaboration in the New-generation IT and "
    "High-end Equipment Industry Chains",
}
TOKEN = "q7Xc2kVb_Lr4-tYp9sZdAw"


def certificate_snapshot(serial: int = 45, **changes) -> dict:
    facts = {**PLAIN, **changes}
    number = numbering.format_number(
        year=2022,
        track="REG",
        institution_code="P9001",
        class_no=2,
        serial=serial,
        rehearsal=facts["rehearsal"],
    )
    return {"number": number, **facts}


def certificate_order(serial: int = 45, **changes) -> Order:
    snapshot = certificate_snapshot(serial, **changes)
    address = f"https://portal.example.cn/verify/{TOKEN}"
    return Order(snapshot, numbering.check_code(snapshot), address)
