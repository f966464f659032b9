"""Facts of a row against each other, and rows against rows."""

from datetime import date
from decimal import Decimal

from trainees.states import Gender, Route, Size

from . import identity, size
from .problems import Finding
from .readers import RESIDENT
from .text import narrow
from .vocabulary import written

YOUNGEST, OLDEST = 18, 75
# Beyond it somebody has to say that the person is still in office, as at the desk.
OLDEST_IN_OFFICE = 65
# 万元 a head; beyond it the unit is more likely wrong than the firm that good.
MOST_REVENUE_A_HEAD = 10_000


class Conflicts:
    """Looks at one row after the other; ``look_at`` calls ``row.add`` for what it finds."""

    def __init__(self, regions, *, on: date | None, rehearsal: bool):
        self.regions, self.on, self.rehearsal = regions, on, rehearsal
        self.people: dict[tuple[str, str], int] = {}
        self.mobiles: dict[str, tuple[int, str]] = {}
        self.enterprises: dict[str, tuple[int, str]] = {}
        self.industries: dict[str, str] = {}

    def look_at(self, row) -> None:
        values = row.values
        if values["id_no"] and "id_no" not in row.unusable:
            if values["id_type"] == RESIDENT:
                self.against_number(row, values["id_no"], values)
            self.once(row, values)
        self.shared_mobile(row, values)
        self.one_name(row, values)
        self.measured(row, values)
        self.placed(row, values)

    def against_number(self, row, number, values) -> None:
        """Gender, birth, age and area as the ID number has them."""
        values["born_on"] = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        gender = identity.gender_of(number)
        if not values.get("gender"):
            values["gender"] = gender
        elif values["gender"] != gender:
            facts = {"gender": written(Gender(gender))}
            row.add("gender", Finding("gender_contradicts_id_number", facts))
        if values.get("birth"):
            self.born(row, values)
        if not identity.has_known_area(number, rehearsal=self.rehearsal):
            row.add("id_no", Finding("id_number_area_unknown"))
        if self.on:
            self.of_age(row, number)

    def born(self, row, values) -> None:
        """出生年月 against the number, which also knows whether 1990.1 was January."""
        birth, born = values["birth"], values["born_on"]
        doubt = next((p for p in row.problems if p.code == "birth_ambiguous"), None)
        if doubt and born[:7] in (birth, f"{birth[:5]}10"):
            row.withdraw(doubt)
            values["birth"] = born[:7]
        elif not born.startswith(birth):
            row.add("birth", Finding("birth_contradicts_id_number"))

    def of_age(self, row, number) -> None:
        before_birthday = f"{self.on:%m%d}" < number[10:14]
        age = self.on.year - int(number[6:10]) - before_birthday
        if not YOUNGEST <= age <= OLDEST:
            row.add("id_no", Finding("age_out_of_range", {"age": age}))
        elif age > OLDEST_IN_OFFICE:
            row.add("id_no", Finding("age_past_retirement", {"age": age}))

    def once(self, row, values) -> None:
        """One document, one row; the first one stands."""
        first = self.people.setdefault((values["id_type"], values["id_no"]), row.number)
        if first != row.number:
            row.add("id_no", Finding("duplicate"), other_row=first)

    def shared_mobile(self, row, values) -> None:
        mobile, number = values["mobile"], values["id_no"]
        if not mobile or "mobile" in row.unusable:
            return
        first, other = self.mobiles.setdefault(mobile, (row.number, number))
        if other != number:
            row.add("mobile", Finding("mobile_shared"), other_row=first)

    def one_name(self, row, values) -> None:
        """One credit code, one name; which of two is right is for a person to say."""
        code, name = values["uscc"], values["enterprise"]
        if not code or not name or "uscc" in row.unusable:
            return
        first, other = self.enterprises.setdefault(code, (row.number, name))
        # Brackets of either width are the same brackets.
        if other != name and narrow(other) != narrow(name):
            row.add("enterprise", Finding("enterprise_name_differs"), other_row=first)

    def measured(self, row, values) -> None:
        """划型, and figures that can hardly be true."""
        heads = int(values["employees"]) if values.get("employees") else None
        revenue, assets = _decimal(values.get("revenue")), _decimal(values.get("assets"))
        industry = values["industry"]
        if industry not in self.industries:
            self.industries[industry] = size.industry_of(industry)
        values["size"] = size.size_of(self.industries[industry], heads, revenue, assets)
        # What is large as a software house may be medium as a factory, and 所属行业 is
        # typed loosely: said of a row only where both readings agree.
        if (
            values["size"]
            == Size.LARGE.value
            == size.size_of(size.FACTORY, heads, revenue, assets)
        ):
            row.add("revenue" if heads is None else "employees", Finding("large_enterprise"))
        if heads and revenue and revenue > heads * MOST_REVENUE_A_HEAD:
            row.add("revenue", Finding("revenue_outlier"))

    def placed(self, row, values) -> None:
        """Region, city of its own, and the office that recommended."""
        code = values["region"]
        if not code or "region" in row.unusable:
            return
        city = self.regions.city_of(values["uscc"]) or (
            self.regions.city_named(values["city"]) if values.get("city") else None
        )
        # 兵团 firms carry Xinjiang's codes, and no city of its own lies there.
        if city and city.code != code and self.regions.is_inside(city.code, code):
            row.add("region", Finding("planned_city", {"city": city.full}))
        if values["source"] == Route.RECOMMENDED.value:
            office = values["recommender"] = values["recommender"] or code
            if office != code:
                facts = {"other": self.regions.all[office].full}
                row.add("source", Finding("source_contradicts_province", facts))


def _decimal(text) -> Decimal | None:
    return Decimal(text) if text else None
