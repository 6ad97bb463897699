"""Amounts are read as a Vietnamese clerk would read them out."""

from __future__ import annotations

import pytest

from engine.rules import money_words


@pytest.mark.parametrize(
    ("amount", "reading"),
    [
        pytest.param(0, "Không đồng", id="nothing"),
        pytest.param(5, "Năm đồng", id="a lone five stays năm"),
        pytest.param(10, "Mười đồng", id="ten"),
        pytest.param(11, "Mười một đồng", id="eleven keeps một"),
        pytest.param(15, "Mười lăm đồng", id="fifteen says lăm"),
        pytest.param(21, "Hai mươi mốt đồng", id="twenty-one says mốt"),
        pytest.param(24, "Hai mươi bốn đồng", id="twenty-four"),
        pytest.param(55, "Năm mươi lăm đồng", id="fifty-five: năm then lăm"),
        pytest.param(101, "Một trăm lẻ một đồng", id="an empty ten is lẻ and keeps một"),
        pytest.param(105, "Một trăm lẻ năm đồng", id="an empty ten keeps năm"),
        pytest.param(110, "Một trăm mười đồng", id="a hundred and ten"),
        pytest.param(1_000, "Một nghìn đồng", id="a thousand"),
        pytest.param(1_005, "Một nghìn không trăm lẻ năm đồng", id="empty hundreds are said"),
        pytest.param(1_015, "Một nghìn không trăm mười lăm đồng", id="empty hundreds before ten"),
        pytest.param(100_000, "Một trăm nghìn đồng", id="the usual fee"),
        pytest.param(150_000, "Một trăm năm mươi nghìn đồng", id="the fee by post"),
        pytest.param(1_000_001, "Một triệu không trăm lẻ một đồng", id="an empty group is skipped"),
        pytest.param(
            21_305_015,
            "Hai mươi mốt triệu ba trăm lẻ năm nghìn không trăm mười lăm đồng",
            id="everything at once",
        ),
        pytest.param(1_000_000_000, "Một tỷ đồng", id="a billion"),
        pytest.param(2_000_000_005, "Hai tỷ không trăm lẻ năm đồng", id="a billion and a little"),
        pytest.param(3_500_000_000_000, "Ba nghìn năm trăm tỷ đồng", id="thousands of billions"),
    ],
)
def test_an_amount_is_read_out_in_words(amount: int, reading: str) -> None:
    assert money_words.in_words(amount) == reading


def test_no_two_amounts_read_alike() -> None:
    amounts = [*range(3_000), *range(0, 3_000_000_000, 7_654_321)]

    readings = {money_words.in_words(amount) for amount in amounts}

    assert len(readings) == len(set(amounts))


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        money_words.read(-1)


@pytest.mark.parametrize(
    ("amount", "figures"),
    [(0, "0 đồng"), (999, "999 đồng"), (100_000, "100.000 đồng"), (1_250_000, "1.250.000 đồng")],
)
def test_figures_have_dots_between_thousands(amount: int, figures: str) -> None:
    assert money_words.in_figures(amount) == figures
