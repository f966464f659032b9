"""Synthetic people and enterprises for the rehearsal: plausible rows, nobody real.

Every identity number begins with a province-level area code (``440000``),
which no resident's card carries; enterprises carry 示例 in their names. The
same number gives the same person, so that a rehearsal can be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from trainees.data.candidate import Candidate
from trainees.states import Gender, IdType, Route, TitleKind

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马"
GIVEN = "子涵雨桐思远嘉明文博若曦景行知秋怀瑾望舒清和长风砚秋云舟临川以宁书航晏清疏影"
PROVINCES = {
    "11": "北京",
    "13": "河北",
    "31": "上海",
    "32": "江苏",
    "33": "浙江",
    "37": "山东",
    "42": "湖北",
    "44": "广东",
    "51": "四川",
    "62": "甘肃",
}
INDUSTRIES = ["工业", "软件和信息技术服务业", "信息传输业", "批发业", "租赁和商务服务业"]
TRADES = ["智能装备", "新材料", "精密机械", "生物科技", "信息技术"]
TITLES = ["专精特新“小巨人”企业", "专精特新中小企业", "创新型中小企业", ""]
TITLE_CODES = dict(
    zip(TITLES, [TitleKind.LITTLE_GIANT, TitleKind.SRDI, TitleKind.INNOVATIVE], strict=False)
)
SELECTED, RECOMMENDED = "自主选拔", "主管部门推荐"
POSTS = ["董事长", "总经理", "董事长兼总经理", "副总经理", "财务总监"]
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
COLUMNS = [
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "手机",
    "职务",
    "企业名称",
    "统一社会信用代码",
    "所属行业",
    "企业称号",
    "营业收入（万元）",
    "从业人数",
    "省份",
    "选拔方式",
]


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic candidate with their enterprise; texts as a clerk would type them."""

    name: str
    gender: str
    id_number: str
    mobile: str
    post: str
    enterprise: str
    uscc: str
    industry: str
    title: str
    revenue_wan: int
    employees: int
    province: str
    route: str

    def row(self, number: int) -> list:
        """The person as a row under ``COLUMNS``."""
        return [
            number,
            self.name,
            self.gender,
            self.id_number,
            self.mobile,
            self.post,
            self.enterprise,
            self.uscc,
            self.industry,
            self.title,
            self.revenue_wan,
            self.employees,
            self.province,
            self.route,
        ]

    def candidate(self, region: str) -> Candidate:
        """The person as a judged row; ``region`` is the code of the home authority."""
        named = self.route == RECOMMENDED
        return Candidate(
            id_no=self.id_number,
            id_type=IdType.RESIDENT,
            facts={
                "name": self.name,
                "gender": Gender.MALE if self.gender == "男" else Gender.FEMALE,
                "birth": date.fromisoformat(self.id_number[6:14]).isoformat(),
                "mobile": self.mobile,
                "post": self.post,
                "enterprise": self.enterprise,
                "uscc": self.uscc,
                "industry": self.industry,
                "revenue": str(self.revenue_wan),
                "employees": str(self.employees),
                "region": region,
                "source": Route.RECOMMENDED if named else Route.SELECTED,
                "recommender": region if named else "",
                "ent_title": [TITLE_CODES[self.title]] if self.title else [],
            },
        )


def people(count: int, *, first: int = 0, route: str = SELECTED) -> Iterator[Person]:
    """``count`` different people from ``first`` on; no two share a document or a mobile."""
    return (person(first + n, route=route) for n in range(count))


def person(number: int, *, route: str = SELECTED) -> Person:
    rng = Random(f"rehearsal:{number}")  # noqa: S311 -- repeatable names, no secret
    area = rng.choice(list(PROVINCES))
    is_male = rng.random() < 0.7
    trade = rng.choice(TRADES)
    return Person(
        name=rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice([1, 2, 2]))),
        gender="男" if is_male else "女",
        id_number=_id_number(area, number, is_male, rng),
        mobile=f"13{number % 10}{number:08d}",
        post=rng.choice(POSTS),
        enterprise=f"{PROVINCES[area]}示例{trade}有限公司{number:05d}",
        uscc=_uscc(area, number),
        industry=rng.choice(INDUSTRIES),
        title=rng.choice(TITLES),
        revenue_wan=rng.randrange(800, 38_000),
        employees=rng.randrange(25, 290),
        province=PROVINCES[area],
        route=route,
    )


def _id_number(area: str, number: int, is_male: bool, rng: Random) -> str:
    """Unique by birthday and serial: 8,000 birthdays, 500 serials of either gender."""
    born = date(1966, 1, 1) + timedelta(days=number % 8000)
    serial = 2 * (number // 8000 % 500) + is_male
    body = f"{area}0000{born:%Y%m%d}{serial:03d}"
    weighted = sum(int(d) * w for d, w in zip(body, ID_WEIGHTS, strict=True))
    return body + "10X98765432"[weighted % 11]


def _uscc(area: str, number: int) -> str:
    organization = f"MA{number % 10**6:06d}"
    body = f"91{area}0000{organization}{_organization_digit(organization)}"
    weighted = sum(USCC_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(body))
    return body + USCC_ALPHABET[(31 - weighted % 31) % 31]


def _organization_digit(organization: str) -> str:
    """The GB 11714 check character of the eight before it."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(alphabet.index(c) * w for c, w in zip(organization, weights, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
