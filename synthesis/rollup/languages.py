"""Which language a text is written in, guessed from its smallest words: French unless another is plainly there.

Only to know which small words to leave out and which dictionary to ask for a lemma: a wrong guess costs a little
likeness, nothing else. A text in any other language keeps its words as they are.
"""

from collections.abc import Iterable
from functools import cache

FRENCH = "fr"

# Very common words of each language. What several share (« de », « la », « in ») counts for each of them.
_COMMON = {
    "fr": "le la les de des du un une et est en dans pour que qui pas plus par sur avec ce cette il nous vous sont au "
    "aux ne se mais ou je leur être ont ces faut on d l c s n qu j",
    "en": "the of and to in is it that for on with as are be this by from at not have they we you will can should our "
    "their which would there i a",
    "de": "der die das und ist in den von zu mit sich des auf für nicht ein eine dem es auch als an werden aus er hat "
    "dass sie nach wird bei wir ich",
    "es": "el la los las de y que en un una es por con no para del se lo como más pero sus su al está son muy hay "
    "nos este",
    "it": "il lo la gli le di e che in un una è per non con del della dei si da sono come più ma anche al questo ci "
    "nel alla",
    "pt": "o a os as de e que em um uma é para com não do da dos das por se mais como mas no na ao são seu sua muito",
}
LANGUAGES = tuple(_COMMON)


def guess(forms: Iterable[str]) -> str:
    """The language, one of LANGUAGES, whose very common words are the most frequent among these (in lower case).

    French where nothing says otherwise: no such word, or as many in French.
    """
    found = dict.fromkeys(LANGUAGES, 0)
    by_word = _by_word()
    for form in forms:
        if form in by_word:
            for language in by_word[form]:
                found[language] += 1
    return max(LANGUAGES, key=found.__getitem__)  # the first of equals: French


@cache
def _by_word() -> dict[str, list[str]]:
    languages: dict[str, list[str]] = {}
    for language, words in _COMMON.items():
        for word in words.split():
            languages.setdefault(word, []).append(language)
    return languages
