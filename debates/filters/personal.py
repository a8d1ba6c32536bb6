"""Personal data that somebody left in a text: ways to reach a person, numbers that name one."""

import re
from collections.abc import Iterator

from debates.filters.finding import Finding, folded, seen

SHOWN = 5
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)  # the digits of an address name an article, not a person


def find_personal_data(text: str, addresses: list[str]) -> list[Finding]:
    """At most one finding a sort: phone, email, iban, nir, address. Links lead to pages; mailto and tel to people."""
    reached = [address.partition(":")[2] for address in addresses if address.startswith(("mailto:", "tel:"))]
    plain = _LINK.sub(" ", "\n".join([seen(text), *reached]))
    found = []
    for sort, look in _SORTS.items():
        words = tuple(dict.fromkeys(" ".join(words.split()) for words in look(plain)))[:SHOWN]
        if words:
            found.append(Finding("personal_data", sort, words))
    return found


# --- Telephone (plan de numérotation, Arcep): ten digits from 01 to 09, or +33 and nine. Numbers in 08 are services.

_GAP = r"[ \t.\-/_·–]{0,3}"
_PHONES = [
    re.compile(rf"(?<![\w+,])[0Oo][1-79]({_GAP})\d\d(?:\1\d\d){{3}}(?!\d|{_GAP}\d\d)"),  # 06 12 34 56 78, 06.12.34...
    re.compile(r"(?<![\w+,.])0[1-79](?:[ .]?\d){8}(?![ .]?\d)"),  # 0612 345 678
    re.compile(  # +33 (0)6 12 34 56 78, and the overseas countries (262, 508, 590, 594, 596, 681, 687, 689)
        rf"(?<!\w)(?:\+|00)[ .]?(?:33|262|590|594|596|687){_GAP}(?:\(0\))?{_GAP}0?[1-79](?:{_GAP}\d){{8}}(?!\d)"
    ),
    re.compile(rf"(?<!\w)(?:\+|00)[ .]?(?:508|681|687|689){_GAP}\d\d(?:{_GAP}\d\d){{2,3}}(?!\d)"),
]


def _phones(text: str) -> Iterator[str]:
    for shape in _PHONES:
        yield from (match.group() for match in shape.finditer(text))


# --- E-mail, also as people write it to hide it from robots

_AT = r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|a|à|arobase|chez)\s?[)\]}]\s?|\s(?:arobase|arrobase)\s)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|point)\s?[)\]}]\s?|\spoint\s)"
_MAIL = re.compile(
    rf"(?<![\w@.+-])[a-z0-9](?:[a-z0-9._%+-]{{0,62}}[a-z0-9_+-])?{_AT}(?:[a-z0-9-]{{1,60}}{_DOT}){{1,4}}[a-z]{{2,18}}\b",
    re.IGNORECASE,
)


def _mails(text: str) -> Iterator[str]:
    """Names such as "@personne@instance.fr" are accounts of a public network, not addresses."""
    return (match.group() for match in _MAIL.finditer(text))


# --- IBAN: ISO 13616, the length of each country (SWIFT's registry), and the remainder of ISO 7064 (97, 10)

_LENGTHS = {
    "FR": 27,
    "MC": 27,
    "BE": 16,
    "LU": 20,
    "DE": 22,
    "CH": 21,
    "ES": 24,
    "IT": 27,
    "PT": 25,
    "NL": 18,
    "GB": 22,
    "IE": 22,
    "AT": 20,
    "PL": 28,
    "RO": 24,
    "DK": 18,
    "SE": 24,
    "NO": 15,
    "FI": 18,
    "GR": 27,
    "HU": 28,
    "CZ": 24,
    "SK": 24,
    "SI": 19,
    "HR": 21,
    "BG": 22,
    "EE": 20,
    "LV": 21,
    "LT": 20,
    "MT": 31,
    "CY": 28,
    "AD": 24,
    "TN": 24,
}
_IBAN = re.compile(rf"(?<![A-Z0-9])({'|'.join(_LENGTHS)})[ .\-]?\d\d(?:[ .\-]?[A-Z0-9]){{11,27}}", re.IGNORECASE)


def _ibans(text: str) -> Iterator[str]:
    for match in _IBAN.finditer(text):
        account = re.sub(r"[ .\-]", "", match.group()).upper()[: _LENGTHS[match.group(1).upper()]]
        if is_iban(account):
            yield account


def is_iban(account: str) -> bool:
    """Whether letters and digits in one piece are an account: its country's length, and 1 modulo 97 once the first four
    signs stand last and each letter is the number from 10 (A) to 35 (Z)."""
    if len(account) != _LENGTHS.get(account[:2]) or not account.isascii() or not account.isalnum():
        return False
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


# --- NIR ("numéro de sécurité sociale"): INSEE, sex, year, month, department, commune, order, and a key of two digits

_NIR = re.compile(
    r"(?<![\w])[12378][ .\-]?\d\d[ .\-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .\-]?(?:\d\d|2[AB])[ .\-]?\d{3}[ .\-]?\d{3}"
    r"[ .\-/]{0,3}(?:cl[eé] ?:? ?)?\d\d(?![\d])",
    re.IGNORECASE,
)


def _nirs(text: str) -> Iterator[str]:
    for match in _NIR.finditer(text):
        number = re.sub(r"[^0-9AB]", "", re.sub(r"cl[eé]", "", match.group(), flags=re.IGNORECASE).upper())
        if is_nir(number):
            yield match.group()


def is_nir(number: str) -> bool:
    """Whether fifteen signs are a NIR: its key is 97 minus the remainder of the rest by 97, where Corsica's 2A is read
    as 19 and 2B as 18 (INSEE)."""
    figures = number[:5] + {"2A": "19", "2B": "18"}.get(number[5:7], number[5:7]) + number[7:]
    if len(figures) != 15 or not (figures.isascii() and figures.isdigit()):
        return False
    return int(figures[13:]) == 97 - int(figures[:13]) % 97


# --- Postal address: the address of a place is what a public debate speaks of, that of a home is not. A number and a
# street are held where a postcode follows them, or where somebody says that it is his or where a person lives.

_WAYS = (
    "rue avenue av bd bld boulevard place chemin allee allees impasse route rte quai cours square lotissement "
    "residence hameau faubourg passage sentier ruelle villa cite montee voie esplanade promenade traverse venelle clos "
    "domaine"
)
_STREET = (
    rf"(?<![\w,.])\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?(?: ?, ?| )(?:{'|'.join(_WAYS.split())})\b\.?[^\n]{{2,60}}?"
)
_WITH_POSTCODE = re.compile(rf"{_STREET}(?<!\d)(?:\d{{5}}|2[ab]\d{{3}})(?= +[a-z])")
_LEAD = (
    r"(?:j'habite|j'ai habite|nous habitons|habite|habitent|je vis|nous vivons|je loge|loge|reside|residons|demeure|"
    r"domicilie\w*|demeurant|(?:mon|notre|son|leur) adresse|adresse personnelle|chez (?:moi|lui|elle|nous))"
)
_AT_HOME = re.compile(rf"\b{_LEAD}\b[^\n.]{{0,25}}?(?P<home>{_STREET}\w{{3,}})")


def _addresses(text: str) -> Iterator[str]:
    plain = folded(text).replace("’", "'")
    for match in _WITH_POSTCODE.finditer(plain):
        yield match.group()
    for match in _AT_HOME.finditer(plain):
        yield match.group("home")


_SORTS = {"phone": _phones, "email": _mails, "iban": _ibans, "nir": _nirs, "address": _addresses}
