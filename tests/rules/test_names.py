import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.names import fold, mask, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Đặng Thị ÁNH", "dang thi anh", id="marks, capitals and đ"),
        pytest.param("Nguyễn  Văn\tƯng ", "nguyen van ung", id="spaces"),
        pytest.param(unicodedata.normalize("NFD", "Hường"), "huong", id="marks typed apart"),
    ],
)
def test_a_name_is_found_without_its_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["Trần Thị An", "Bùi Ân", "Lê Văn Tú"], id="by given name first"),
        pytest.param(["Lê Hà An", "Lê Thị An", "Trần An"], id="then by family name"),
        pytest.param(["ma", "mà", "mả", "mã", "má", "mạ"], id="tones in dictionary order"),
        pytest.param(["hoa", "hòa", "hoan", "hôm", "hơn"], id="letters before tones"),
        pytest.param(["a", "ă", "â", "b", "d", "đ", "e", "ê"], id="marked letters are letters"),
        pytest.param(["ngọc", "nguyên", "nhân"], id="ng and nh are n, g and n, h"),
        pytest.param(["Tổ 2", "Tổ a"], id="digits before letters"),
    ],
)
def test_names_are_sorted_as_people_sort_them(ordered: list[str]) -> None:
    shuffled = ordered[::-1]

    assert sorted(shuffled, key=sort_key) == ordered


@given(st.text(max_size=30))
def test_a_sort_key_is_of_digits_so_that_every_database_orders_it_alike(name: str) -> None:
    assert sort_key(name).isascii()
    assert sort_key(name).isdigit()


def test_marks_typed_apart_and_capitals_sort_alike() -> None:
    assert sort_key(unicodedata.normalize("NFD", "LÊ HƯỜNG")) == sort_key("lê hường")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        pytest.param("Nguyễn Thị Ánh Tuyết", "N***** T** Á** Tuyết", id="given name whole"),
        pytest.param("Y Bion", "Y Bion", id="a family name of one letter"),
        pytest.param("Tuyết", "T****", id="a single word"),
        pytest.param(unicodedata.normalize("NFD", "Lê Hường"), "L* Hường", id="marks typed apart"),
        pytest.param("", "", id="nobody"),
    ],
)
def test_a_masked_name_shows_the_given_name_only(name: str, masked: str) -> None:
    assert mask(name) == masked
