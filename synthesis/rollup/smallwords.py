"""The words that say too little by themselves to compare texts by."""

from functools import cache

# Words that matter in a debate though the list of stop words counts them as small.
MEANINGFUL = """
état droite parole naturel naturelle valeur voie directe
"""

# Words of people who debate in French, hollow here though the list does not hold them.
HOLLOW = """
faut falloir faudrait faudra faire fera ferait peut-être place pouvoir vouloir veut veulent voudrais souhaite
souhaitez bonjour bonsoir cordialement merci svp stp oui non ok accord exemple etc ex chose choses propose
proposez crois trouve dis disent voir vois vraiment simplement tres tjs bcp mettre met mis prendre prend pris
donner donne là-bas devraient doivent devoir dois pourraient pouvons pouvez devons devez voulez voulons aller
vient viennent venir avis question réponse rapport niveau manière part cas point bonne bonnes bons mieux
mal grand grande grands grandes petit petite petits petites vrai vraie important importante importants
évidemment forcément actuellement aujourd'hui soi-disant commentaire vue problème problèmes pose simple
totalement complètement personnellement rendent puissent puisse ait fassent fasse fassions http https www com fr
entièrement réellement fortement largement davantage vite clairement
"""

# The only small words that an expression may hold: « baisse de la TVA », « aller au travail ».
LINKING = """
de du des d la le les l en à au aux sur par un une sans
"""


@cache
def small_words(language: str = "fr") -> frozenset[str]:
    """The stop words of a language (stopwords-iso), « dit-on » in two words; in French also those of debate."""
    import stopwordsiso

    listed = " ".join(stopwordsiso.stopwords(language)).lower()
    if language == "fr":
        listed = f"{listed} {HOLLOW}"
    parts = listed.replace("-", " ").replace("'", " ").replace("’", " ").split()
    return frozenset({*parts} - (set(MEANINGFUL.split()) if language == "fr" else set()))


@cache
def linking_words() -> frozenset[str]:
    """The words of LINKING."""
    return frozenset(LINKING.split())


@cache
def debate_words() -> frozenset[str]:
    """The words of HOLLOW: all that is left of « oui, tout à fait d'accord »."""
    return frozenset(HOLLOW.split())
