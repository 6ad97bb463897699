"""Vietnamese names: found without marks, sorted as people sort them, shown masked.

Databases do none of this right: SQLite does not fold đ, and no server sorts
Vietnamese the same way. So the folded text and the sort key are made here and
stored beside the name. The sort key is of digits only, so that every collation
of every database orders it alike.

>>> fold("Đặng Thị Ánh")
'dang thi anh'
>>> sorted(["Lê Văn Tú", "Trần Thị An", "Bùi Ân"], key=sort_key)
['Trần Thị An', 'Bùi Ân', 'Lê Văn Tú']
>>> mask("Nguyễn Thị Ánh Tuyết")
'N***** T** Á** Tuyết'
"""

from __future__ import annotations

import unicodedata

# The 29 letters of the alphabet, with f, j, w, z where foreign names put them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# The five tone marks in dictionary order; a letter without one comes first.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_END = "00"
_FIRST_DIGIT = 1
_FIRST_LETTER = 11
_OTHER = "99"


def fold(text: str) -> str:
    """Take the marks and capitals off a text, so that it is found without them."""
    plain = text.casefold().replace("đ", "d")
    spread = unicodedata.normalize("NFD", plain)
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def sort_key(name: str) -> str:
    """Give the key by which a person's name is sorted: given name, family name, the rest.

    The given name is the last word. Letters come before tones, as in a dictionary: within
    a word ``hoa`` < ``hòa`` < ``hoan``.
    """
    *before, given = name.split() or [""]
    return "".join(_word_key(word) for word in (given, *before))


def mask(name: str) -> str:
    """Show a name so that its owner knows it and a stranger does not: the given name whole.

    A name of one word keeps its first letter only.
    """
    words = unicodedata.normalize("NFC", name).split()
    if len(words) == 1:
        return _masked(words[0])
    return " ".join([*(_masked(word) for word in words[:-1]), *words[-1:]])


def _masked(word: str) -> str:
    return word[0] + "*" * (len(word) - 1)


def _word_key(word: str) -> str:
    """Give two digits a letter, an end sign, then one digit a tone."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", word.casefold()):
        spread = unicodedata.normalize("NFD", letter)
        tone = next((sign for sign in spread if sign in _TONES), "")
        bare = spread.replace(tone, "") if tone else spread
        letters.append(_letter_key(unicodedata.normalize("NFC", bare)))
        tones.append(str(_TONES.get(tone, 0)))
    return "".join(letters) + _END + "".join(tones) + _END


def _letter_key(letter: str) -> str:
    """Give a letter's place; one with a foreign mark (ü) stands where it would without."""
    for known in (letter, *unicodedata.normalize("NFD", letter)[:1]):
        if known and known in _ALPHABET:
            return str(_FIRST_LETTER + _ALPHABET.index(known))
        if known and known in "0123456789":
            return f"{_FIRST_DIGIT + int(known):02}"
    return f"{_OTHER}{ord((letter or ' ')[0]):07}"
