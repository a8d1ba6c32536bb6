"""docs/fr/donnees-personnelles.md, its lists made from the code: `python -m tests.personal_data` writes it."""

import sys

from django.core.management.base import OutputWrapper
from django.utils import translation

BEGINNING = """# Données personnelles

Pour le délégué à la protection des données, pour qui installe la plateforme et pour qui répond aux demandes. Les deux tableaux sont
écrits d’après le code (`privacy/holdings/`, `privacy/retention.py`) ; un test échoue dès qu’une table du projet mène à une personne
sans y être.

## En bref
- Lire ne demande rien et ne dépose aucun cookie.
- Chacun voit, emporte, corrige et efface ses données lui-même : « Mon espace », puis « Mes données ». Personne ne peut le faire à sa
  place, ni une équipe, ni l’administration technique.
- La copie est un ZIP fait par un processus de travail, annoncé par courriel, que seul son propriétaire connecté peut télécharger, et
  effacé après sept jours.
- Un compte dont personne ne se sert est effacé {years} ans après le dernier contact, après deux avertissements, à trente et à sept
  jours.
- Tout est dans PostgreSQL. Redis ne porte que des compteurs et des messages qui peuvent être perdus.

## Ce qui est gardé
« Si la personne part » : *effacé*, *vidé* (le reste ne sert plus qu’à compter), *au choix* (ses textes restent sans son nom, ou partent
avec elle), *sous un numéro* que plus rien ne relie à elle.

| quoi | table | pourquoi | combien de temps | si la personne part |
|---|---|---|---|---|
"""
MIDDLE = """
## Combien de temps au plus
Un processus de travail y veille toutes les heures (`privacy.periodic.keep_to_the_limits`). Une échéance manquée se rattrape au passage
suivant : ce qui est dû le reste tant que ce n’est pas fait.

| quoi | où | durée | depuis | pourquoi |
|---|---|---|---|---|
"""
END = """
Les durées en jours se règlent : `RETENTION_YEARS`, `NOTICES_DAYS`, `DRAFTS_DAYS`, `UNCONFIRMED_DAYS`, `LOGS_DAYS`
([operations.md](../operations.md)). Les journaux techniques sont écrits sur la sortie des processus : c’est l’hébergeur qui les efface,
et `LOGS_DAYS` dit ce que les pages annoncent.

## Les comptes dont personne ne se sert
Le dernier contact est la dernière connexion, le dernier texte ou la dernière réaction, au jour près. Trente jours avant l’échéance, un
premier courriel ; au moins vingt-trois jours après, un second ; au moins sept jours après celui-là, et pas avant l’échéance,
l’effacement. Un processus de travail arrêté ou un serveur de courriel muet repoussent les dates, jamais les délais. Une adresse qui
refuse trois jours de suite compte comme prévenue. Se connecter une fois suffit à tout recommencer. Les textes restent, sans nom.

Ne sont pas concernés : qui a un rôle dans une consultation en préparation ou ouverte, la dernière personne à administrer une
consultation, les comptes d’administration technique, les personnes venues d’un import (elles n’ont pas de compte).

## Partir
La personne confirme par son mot de passe, un second facteur ou une connexion toute récente, et choisit.

| | ses textes restent | ses textes partent |
|---|---|---|
| nom à côté des textes | « Personne partie », sans page ni lien | la place seule, sans mots, pour que les réponses tiennent |
| mots des textes | inchangés | effacés dans toutes les versions ; l’empreinte reste |
| qualité et commune des textes | effacées : comptés parmi « non précisé » | de même |
| réactions | restent comptées | retirées des nombres |
| passages retenus, jamais cités dans une synthèse publiée | restent | effacés |
| passages cités dans une synthèse publiée | restent mot pour mot, sans nom, qualité, lieu ni source | de même |

Dans les deux cas, tout de suite : adresse, nom, mot de passe, qualité, commune, moyens de connexion, clés, connexions, brouillons,
suivis, avis, copies, rôles, invitations. Les fichiers de synthèse où la personne était nommée ne sont plus servis, et sont refaits. Les
consolidations et les lignes de connexion sont reprises dans la minute par un processus de travail. Le journal garde `person.erased`,
avec un numéro. Les raisons sont dans [la décision](../decisions/leaving.md) (en anglais).

## Ce qui n’est pas fait
- Les sauvegardes de la base ne sont pas réécrites : leur durée est celle que choisit l’hébergeur, et un effacement doit être rejoué
  après une restauration. La liste des numéros effacés est celle des entrées `person.erased` du journal.
- Les fichiers déjà téléchargés et les pages déjà copiées par d’autres échappent au site.
- Ce qu’un texte dit de quelqu’un d’autre n’est pas cherché : les filtres de modération signalent ce qui ressemble à une donnée
  personnelle.
"""


def page() -> str:
    """The page, in French."""
    from django.conf import settings

    from privacy import retention
    from privacy.holdings import HOLDINGS
    from privacy.holdings.connections import CONNECTIONS

    with translation.override("fr"):
        kept = [
            _row(each.title, f"`{each.model}`", each.why, each.how_long, FATES[each.fate])
            for each in (*HOLDINGS, CONNECTIONS)
        ]
        limits = [_row(each.what, each.where, _days(each.days), each.since, each.why) for each in retention.limits()]
    beginning = BEGINNING.format(years=f"{settings.RETENTION_YEARS:g}")
    return beginning + "".join(kept) + MIDDLE + "".join(limits) + END


FATES = {"deleted": "effacé", "emptied": "vidé", "chosen": "au choix", "numbered": "sous un numéro"}


def _days(days: int) -> str:
    return f"{days} jour{'s' if days > 1 else ''}"


def _row(*words: object) -> str:
    return f"| {' | '.join(str(word).rstrip('.') for word in words)} |\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    OutputWrapper(sys.stdout).write(page(), ending="")
