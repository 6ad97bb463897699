"""The citizens of the demo office: invented people with names as they are borne here."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.actions.reception import Application, PaperHanded, Person

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Lý")
MIDDLE = ("Thị", "Văn", "Ngọc", "Quốc", "Thị Ánh", "Minh", "Thanh", "Đức", "Thị Kim", "Xuân")
GIVEN = (
    "Tuyết", "Hùng", "Hạnh", "Phước", "Nga", "Tâm", "Ước", "Ẩn", "Quý", "Hằng", "Dương", "Nhã",
    "Khoa", "Thủy", "Sơn", "Đào", "Yến", "Lộc", "Mai", "Bảo",
)  # fmt: skip
STREETS = ("Yersin", "23 Tháng 10", "Lê Hồng Phong", "Hương Điền", "Phú Nông", "Cầu Dứa", "Võ Cạnh")
TRADES = (
    ("Tạp hóa", "Bán lẻ hàng tạp hóa", "4711"),
    ("Quán ăn", "Nhà hàng và dịch vụ ăn uống", "5610"),
    ("Cà phê", "Dịch vụ phục vụ đồ uống", "5630"),
    ("Sửa xe", "Sửa chữa mô tô, xe máy", "4542"),
    ("May mặc", "May trang phục", "1410"),
    ("Homestay", "Dịch vụ lưu trú ngắn ngày", "5510"),
)
BY_PROXY = 0.2
PAID = 0.9


def application(chance: Random, procedure: str) -> Application:
    """A dossier as somebody of the ward would hand it in."""
    owner = _citizen(chance)
    proxy = _citizen(chance) if chance.random() < BY_PROXY else None
    if proxy:
        proxy = replace(proxy, relation=chance.choice(("authorised", "family")))
    trade, industry, _ = chance.choice(TRADES)
    papers = [PaperHanded("declaration", met=True)]
    if proxy:
        papers.append(PaperHanded("person_authorisation", met=True, kind="copy"))
    return Application(
        procedure=procedure,
        owner=owner,
        submitter=proxy,
        papers=tuple(papers),
        answers={
            "business_name": f"{trade} {owner.name.split()[-1]} {chance.randrange(1, 99)}",
            "business_address": owner.address,
            "industry": industry,
            "capital": f"{chance.randrange(2, 60) * 10}.000.000",
            "employees": str(chance.randrange(1, 6)),
        },
        channel=chance.choices(("counter", "online", "post"), (7, 2, 1))[0],
        delivery=chance.choices(("counter", "post", "electronic"), (8, 1, 1))[0],
        fee_paid=chance.random() < PAID,
    )


def trade_code(chance: Random) -> str:
    """The code of a line of business, as the appraiser would enter it."""
    return chance.choice(TRADES)[2]


def _citizen(chance: Random) -> Person:
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    place = f"{chance.randrange(1, 300)} {chance.choice(STREETS)}, phường Tây Nha Trang"
    # 056 is the province's number; the rest is invented.
    id_number = f"056{chance.randrange(10**8, 10**9)}"
    phone = f"09{chance.randrange(10**7, 10**8)}"
    return Person(
        name=name,
        id_number=id_number,
        address=place,
        phone=phone,
        # Every other citizen reads mail.
        email=f"cd{phone}@demo.khanhhoa.example" if int(phone) % 2 else "",
    )
