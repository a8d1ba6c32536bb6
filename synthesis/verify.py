#!/usr/bin/env python3
"""Verify the open-data archive of a synthesis: `python3 verify.py ARCHIVE.zip`.

One file, Python 3.10 or later, its standard library alone: no network, nothing written, no other part of the platform.
Everything that can be is computed again from the archive's own data and compared; what cannot be is counted and named.

Answers 0 when all agrees, 1 when something differs (file, line, field), 2 when the archive cannot be read.
License: AGPL-3.0-or-later.
"""

import argparse
import csv
import datetime
import functools
import hashlib
import html
import io
import json
import math
import os
import re
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter, defaultdict

FORMAT = "consultation-archive/1"
MEMBERS = 100  # files in an archive, at most
LARGEST = 8 * 10**9  # bytes, once unpacked
RATIO = 300  # times its size that an archive may grow to, beyond 50 MB: more is a bomb
SMALL = 50 * 10**6
LINE = 64 * 10**6  # bytes of one record
WHOLE = 512 * 10**6  # bytes of one JSON file
SHOWN = 200  # differences that are told one by one
csv.field_size_limit(LINE)

N, T, B, L = (int,), (str,), (bool,), (list,)
NN, NT, NB = (int, type(None)), (str, type(None)), (bool, type(None))
_WHEN = {"posted_at": T, "posted_on": T, "origin": T, "author": T, "person": NN}
_WHENCE = {
    "stakeholder": NT, "shows_stakeholder": B, "commune": NT, "commune_name": NT, "department": NT, "region": NT,
    "kind": NT, "shows_commune": B,
}  # fmt: skip
_ANSWERS = {"agree": N, "disagree": N, "unclear": N, "more_info": N}
_BELOW = {"arguments": N, "pros": N, "cons": N}
TABLES = {  # the columns of each, in their order, and the types of their values; what tells its records apart
    "themes": ({"id": N, "slug": T, "name": T, "position": N}, ("id",)),
    "questions": ({"id": N, "theme": N, "title": T, "position": N, "url": T}, ("id",)),
    "labels": ({"field": T, "code": T, "label": T}, ("field", "code")),
    "extracts": (
        {"id": N, "contribution": N, "version": N, "start": N, "end": N, "quote": T, "nature": T, "ideas": L,
         "kept_at": T}, ("id",)),
    "versions": (
        {"id": N, "contribution": N, "number": N, "is_live": B, "title": T, "body": T, "text": T, "source_url": T,
         "sha256": T, "published_at": T}, ("id",)),
    "arguments": (
        {"id": N, "question": N, "contribution": N, "parent": N, "depth": N, "stance": T, "state": T, "version": N,
         **_WHEN, **_WHENCE, **_ANSWERS, "supports": N, "url": T, "text": T}, ("id",)),
    "reactions": ({"contribution": N, "kind": T, "number": N}, ("contribution", "kind")),
    "contributions": (
        {"id": N, "question": N, "nature": T, "state": T, "version": N, "title": T, **_WHEN, **_WHENCE, **_ANSWERS,
         "supports": N, **_BELOW, "url": T, "text": T}, ("id",)),
    "counted": (
        {"contribution": N, "question": N, "is_public": B, "nature": T, "origin": T, "posted_on": T, "author": T,
         "person": NN, "stakeholder": NT, "kind": NT, "region": NT, "department": NT, "shows_stakeholder": B,
         "shows_commune": B, **_ANSWERS, "arguments": N, "pros": NN, "cons": NN, "read": NB, "voice": NN},
        ("contribution",)),
    "ideas": (
        {"id": N, "theme": N, "parent": NN, "title": T, "position": N, "extracts": N, "contributions": N}, ("id",)),
    "statements": (
        {"number": N, "theme": N, "section": T, "text": T, "source": T, "citations": N}, ("number",)),
    "citations": ({"statement": N, "mark": N, "extract": N, "is_public": B}, ("statement", "mark")),
    "coverage": ({"contribution": NN, "state": T, "reason": NT, "number": N}, ("contribution", "state", "reason")),
    "decisions": ({"verdict": T, "reason": T, "number": N}, ("verdict", "reason")),
}  # fmt: skip
WORDS = {  # what is said, in French and in English
    "agrees": ("TOUT CONCORDE", "ALL AGREES"),
    "differs": ("{n} DIFFÉRENCE(S)", "{n} DIFFERENCE(S)"),
    "unreadable": ("ARCHIVE ILLISIBLE : {why}", "CANNOT READ THE ARCHIVE: {why}"),
    "checked": ("Vérifié :", "Checked:"),
    "unknown": (
        "Ce que des données publiques ne permettent pas de recalculer :",
        "What public data does not let anybody recompute:",
    ),
    "more": ("… et {n} autres", "… and {n} more"),
    "archive_sha": (
        "Empreinte SHA-256 du fichier, à comparer à celle que montre le site : {sha}",
        "SHA-256 of the file, to compare with the one the site shows: {sha}",
    ),
    "published_sha": (
        "Empreinte de la synthèse publiée, selon l'archive : {sha}",
        "Digest of the published synthesis, as told here: {sha}",
    ),
    "draft": ("C'est l'archive d'un brouillon, qui n'est pas publié.", "This is the archive of a draft, unpublished."),
    # what was checked
    "files": ("fichiers (empreinte, taille, lignes)", "files (digest, size, lines)"),
    "records": ("enregistrements", "records"),
    "cells": ("lignes de tableur comparées aux données", "spreadsheet lines compared with the data"),
    "hashes": ("textes comparés à leur empreinte", "texts compared with their digest"),
    "plain": ("textes lus comparés à ce qui a été écrit", "texts as read compared with what was written"),
    "quotes": ("citations comparées lettre pour lettre", "quotations compared letter for letter"),
    "links": ("renvois d'un fichier à l'autre", "references from one file to another"),
    "figures": ("chiffres recalculés", "figures recomputed"),
    "near": ("textes d'une même voix comparés mot à mot", "texts of one voice compared word by word"),
    "alone": ("textes dont aucune autre voix ne dit les mots", "texts whose words no other voice says"),
    "frozen": ("valeurs de la synthèse retrouvées dans la consolidation", "values found again in the snapshot"),
    # what could not be
    "hidden": (
        "chiffres non publiés : trop peu de personnes (petits effectifs)",
        "figures not published: too few people (small cells)",
    ),
    "between": (
        "chiffres vérifiés entre deux bornes seulement : des personnes ne montrent pas leur lieu ou leur qualité, ou "
        "sont parties",
        "figures checked between two bounds only: people do not show where they speak from, or have left",
    ),
    "loose": (
        "textes mis en forme (Markdown), dont seules les lettres sont comparées à ce qui a été écrit",
        "formatted texts (Markdown), of which only the letters are compared with what was written",
    ),
    "withheld": (
        "citations dont le texte n'est plus public : il a été masqué, retiré, ou son auteur est parti avec",
        "quotations whose text is no longer public: hidden, withdrawn, or its author left with it",
    ),
    "passages": (
        "passages de textes qui ne sont plus publics dans la consolidation",
        "passages in the snapshot of texts that are no longer public",
    ),
    "names": (
        "empreinte de la synthèse publiée : elle couvre les noms des personnes citées, absents d'ici ; "
        "--document la vérifie",
        "digest of the published synthesis: it covers the names of those quoted, which are not here; "
        "--document checks it",
    ),
    "headless": (
        "arguments dont la contribution n'est plus publique : son auteur l'a retirée, les réponses des autres restent",
        "arguments whose contribution is no longer public: its author withdrew it, the answers of others stay",
    ),
    "moved": (
        "chiffres de la couverture : la lecture ou la modération a continué depuis la publication",
        "figures of the coverage: reading or moderation went on since the publication",
    ),
    "not_whole": (
        "empreinte de la consolidation figée : des textes ont quitté le site depuis",
        "digest of the frozen snapshot: texts have left the site since",
    ),
    "not_kept": (
        "chiffres dont la base n'est pas dans les données : {pattern}",
        "figures whose base is not in the data: {pattern}",
    ),
    "unlinked": (
        "textes d'une voix non comparés mot à mot : eux, ou ceux qui leur ressemblent, ont changé depuis ou ne sont "
        "plus publics",
        "texts of a voice not compared word by word: they, or those that are like them, changed since or are no longer "
        "public",
    ),
    "crowded": (
        "textes d'une voix non comparés mot à mot : ils sont trop nombreux",
        "texts of a voice not compared word by word: there are too many",
    ),
    "unset": (
        "voix dont les textes ne sont pas comparés : la consolidation n'a pas gardé ses réglages",
        "voices whose texts are not compared: the roll-up did not keep its settings",
    ),
    # what could not be, figure by figure, with the reason
    "cohesion": (
        "cohésion des groupes : elle demande les vecteurs des phrases, que l'archive ne contient pas",
        "cohesion of groups: it needs the vectors of the sentences, which the archive does not hold",
    ),
    "stability": (
        "stabilité des groupes : elle demande de regrouper de nombreuses fois, depuis les vecteurs des phrases",
        "stability of groups: it needs grouping many times over, from the vectors of the sentences",
    ),
    "reacted": (
        "accords et désaccords par question, type de territoire et qualité : ils sont comptés sur les réactions une à "
        "une, que l'archive ne donne que par texte",
        "agreement and disagreement by question, kind of territory and quality: counted on reactions one by one, which "
        "the archive gives by text alone",
    ),
    "people": (
        "personnes qui ont réagi : les réactions sont données par texte, jamais par personne",
        "people who reacted: reactions are given by text, never by person",
    ),
    "consensus": (
        "accord de tous les groupes déclarés : il vient des réactions par personne, qui ne sont pas données",
        "consensus of the declared groups: it comes from reactions by person, which are not given",
    ),
    "inhabitants": (
        "habitants par type de territoire : ils viennent du recensement, pas de la consultation",
        "inhabitants by kind of territory: they come from the census, not from the consultation",
    ),
    "old_rankings": (
        "classements et textes pas encore lus d'une consolidation d'avant, qui n'a pas gardé sur quoi ils reposent",
        "rankings and texts not read yet of an older roll-up, which did not keep what they rest on",
    ),
    "settings": ("réglages et rangs, qui ne se calculent pas", "settings and ranks, which are not computed"),
    # differences
    "missing_file": ("le fichier manque", "the file is missing"),
    "extra_file": ("ce fichier n'est pas dans le manifeste", "this file is not in the manifest"),
    "damaged": ("le fichier est abîmé ({why})", "the file is damaged ({why})"),
    "is_not": ("{field} : {found} au lieu de {expected}", "{field}: {found} instead of {expected}"),
    "out": (
        "{field} : {found}, hors des bornes {low} à {high} que donnent les données",
        "{field}: {found}, out of the bounds {low} to {high} that the data gives",
    ),
    "json": ("ne se lit pas comme du JSON ({why})", "cannot be read as JSON ({why})"),
    "columns": ("les colonnes ne sont pas celles du format", "the columns are not those of the format"),
    "type": ("{field} : une valeur d'un autre type ({found})", "{field}: a value of another type ({found})"),
    "twice": ("{field} : vient deux fois", "{field}: comes twice"),
    "nowhere": ("{field} : {found} n'existe pas dans {where}", "{field}: {found} does not exist in {where}"),
    "hash": (
        "le texte n'a pas l'empreinte de la version {version}",
        "the text does not have the digest of version {version}",
    ),
    "not_written": (
        "le texte lu ne vient pas de ce qui a été écrit (version {version})",
        "the text as read does not come from what was written (version {version})",
    ),
    "verbatim": (
        "la citation n'est pas mot pour mot le passage {start} à {end} de la version {version}",
        "the quotation is not word for word the passage {start} to {end} of version {version}",
    ),
    "other_text": ("ce n'est pas le texte de la version {version}", "this is not the text of version {version}"),
    "no_citation": ("l'énoncé ne cite rien", "the statement cites nothing"),
    "shape": ("structure inattendue ({why})", "unexpected structure ({why})"),
    "canonical": ("n'est pas sous la forme canonique", "is not in canonical form"),
    "csv_differs": ("ce n'est pas la ligne des données", "is not the line of the data"),
    "not_near": (
        "members : le texte {found} n'est pas presque identique aux autres de cette voix",
        "members: text {found} is not near-identical to the others of this voice",
    ),
    "same_words": (
        "members : les textes {found} et {other} disent les mêmes mots et ne sont pas d'une même voix",
        "members: texts {found} and {other} say the same words and are not of one voice",
    ),
    "stances": (
        "members : ces textes ne sont pas tous du même côté",
        "members: these texts are not all on the same side",
    ),
    "not_cited": (
        "state : {found} au lieu de {expected} pour la contribution {pk}",
        "state: {found} instead of {expected} for contribution {pk}",
    ),
    "loop": ("l'idée est sous elle-même", "the idea is below itself"),
    # unreadable
    "no_zip": ("ce n'est pas un fichier ZIP entier ({why})", "this is not a whole ZIP file ({why})"),
    "no_file": ("le fichier ne peut pas être ouvert ({why})", "the file cannot be opened ({why})"),
    "too_many": ("trop de fichiers ({n})", "too many files ({n})"),
    "too_large": ("trop grosse une fois dépliée ({n} octets)", "too large unpacked ({n} bytes)"),
    "bad_name": (
        "un chemin qui sort du dossier, ou deux fois le même : {name}",
        "a path that leaves the folder, or the same one twice: {name}",
    ),
    "encrypted": ("un fichier est chiffré : {name}", "a file is encrypted: {name}"),
    "packing": ("un fichier est comprimé d'une façon inconnue : {name}", "a file is packed in an unknown way: {name}"),
    "no_manifest": ("manifest.json manque ou ne se lit pas ({why})", "manifest.json is missing or unreadable ({why})"),
    "bad_format": (
        "format inconnu : {found} ; ce programme lit {known}",
        "unknown format: {found}; this program reads {known}",
    ),
}  # fmt: skip


FAMILIES = tuple((re.compile(pattern), family) for pattern, family in (
    (r".*\.groups\.cohesion", "cohesion"),
    (r".*\.groups\.stability", "stability"),
    (r".*\.consensus\..*", "consensus"),
    (r".*(indicators|answers)(\..*)?\.people", "people"),
    (r".*(indicators|answers)\..*", "reacted"),
    (r".*representation\.population", "inhabitants"),
    (r"most_(agreed|divided|argued)|not_read\.count|.*\.most_(agreed|divided|argued)\..*|.*\.not_read\..*",
     "old_rankings"),
    (r".*\.groups\.passages\..*|.*\.position|.*schema|.*\.level", "settings"),
))  # fmt: skip


class Unreadable(Exception):
    """The archive cannot be read at all."""

    def __init__(self, key, **values):
        super().__init__(key)
        self.key, self.values = key, values


class Report:
    """What was checked, what differs and what could not be recomputed."""

    def __init__(self):
        self.checked, self.unknown = Counter(), Counter()
        self.differences, self.count = [], 0
        self.facts = {}

    def differs(self, place, key, **values):
        self.count += 1
        if len(self.differences) < SHOWN:
            self.differences.append((place, key, values))

    def equal(self, place, field, found, expected, what="links"):
        self.checked[what] += 1
        if found != expected or type(found) is not type(expected):
            self.differs(place, "is_not", field=field, found=_short(found), expected=_short(expected))

    def there(self, place, field, found, known, where):
        self.checked["links"] += 1
        if found not in known:
            self.differs(place, "nowhere", field=field, found=_short(found), where=where)


def _short(value):
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 120 else words[:117] + "..."


# --- Reading


class Hashed(io.RawIOBase):
    """A member of the archive, its digest and size taken as it is read."""

    def __init__(self, member):
        self.member, self.digest, self.size = member, hashlib.sha256(), 0

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.member.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.size += len(data)
        return len(data)


class Archive:
    """The members of a ZIP that is safe to read; `sums` has the digest, size and lines of each that was read."""

    def __init__(self, path, largest=LARGEST):
        try:
            self.zip = zipfile.ZipFile(path)
            infos = self.zip.infolist()
        except OSError as error:
            raise Unreadable("no_file", why=error.strerror or error) from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Unreadable("no_zip", why=error) from None
        try:
            _look(infos, largest, os.stat(path).st_size)
        except Unreadable:
            self.zip.close()
            raise
        self.names = [info.filename for info in infos]
        self.sums, self.opened = {}, []

    def open(self, name):
        self.opened.append(self.zip.open(name))
        return io.BufferedReader(Hashed(self.opened[-1]), 1 << 18)

    def shut(self):
        for member in self.opened:
            member.close()
        self.zip.close()

    def close(self, name, file, rows=None):
        """Read what is left of a member, and keep its sums."""
        while file.read(1 << 20):
            pass
        file.raw.member.close()
        self.sums[name] = {"sha256": file.raw.digest.hexdigest(), "bytes": file.raw.size}
        if rows is not None:
            self.sums[name]["rows"] = rows

    def whole(self, name):
        file = self.open(name)
        data = file.read(WHOLE)
        self.close(name, file)
        return data


def _look(infos, largest, packed):
    """Refuse bombs, paths that lead elsewhere, what is encrypted or packed in another way: beforehand."""
    if len(infos) > MEMBERS:
        raise Unreadable("too_many", n=len(infos))
    total, names = sum(info.file_size for info in infos), set()
    if total > largest or (total > SMALL and total > RATIO * packed):
        raise Unreadable("too_large", n=total)
    for info in infos:
        name = info.filename
        is_odd = not re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?", name) or ".." in name or name in names
        if is_odd or (info.external_attr >> 16) & 0o170000 == 0o120000:  # a symbolic link
            raise Unreadable("bad_name", name=ascii(name)[:100])
        if info.flag_bits & 1:
            raise Unreadable("encrypted", name=name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("packing", name=name)
        names.add(name)


BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


def parsed(data):
    """JSON whose numbers are finite. ValueError for anything else."""
    try:
        return json.loads(data, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("too deep") from None


def _no_constant(name):
    raise ValueError(name)


def records(archive, table, report):
    """The sound records of a table, each with its line, those of the spreadsheet compared on the way."""
    columns, key = TABLES[table]
    name, sheet = f"data/{table}.jsonl", f"tables/{table}.csv"
    if name not in archive.names:
        return report.differs(name, "missing_file")
    file, names, seen, rows = archive.open(name), list(columns), set(), 0
    cells = Sheet(archive, sheet, names, report) if sheet in archive.names else None
    try:
        while raw := file.readline(LINE):
            rows += 1
            record = _sound(raw, f"{name}, {rows}", columns, report)
            if cells:
                cells.compare(rows, record)
            if record is None:
                continue
            report.checked["records"] += 1
            own = tuple(record[column] for column in key)
            if own in seen:
                report.differs(f"{name}, {rows}", "twice", field=_short(own))
            seen.add(own)
            yield rows, record
        archive.close(name, file, rows)
    except BROKEN as error:
        report.differs(name, "damaged", why=error)
    if cells:
        cells.end()


def _sound(raw, place, columns, report):
    """The record of a line, None where it is not one."""
    try:
        record = parsed(raw)
    except ValueError as error:
        return report.differs(place, "json", why=error)
    if not isinstance(record, dict) or list(record) != list(columns):
        return report.differs(place, "columns")
    for name, types in columns.items():
        if type(record[name]) not in types:
            return report.differs(place, "type", field=name, found=_short(record[name]))
    return record


class Sheet:
    """A table for people, compared line by line with the data."""

    def __init__(self, archive, name, columns, report):
        self.archive, self.name, self.report, self.rows, self.broken = archive, name, report, 0, False
        self.file = archive.open(name)
        self.lines = csv.reader(io.TextIOWrapper(self.file, encoding="utf-8-sig", newline=""), delimiter=";")
        if self._next() != columns:
            report.differs(f"{name}, 1", "columns")

    def _next(self):
        try:
            return next(self.lines, None)
        except (*BROKEN, csv.Error, ValueError) as error:
            self.broken = self.broken or not self.report.differs(self.name, "damaged", why=error)
            return None

    def compare(self, row, record):
        line = None if self.broken else self._next()
        self.rows += line is not None
        self.report.checked["cells"] += 1
        if not self.broken and record is not None and line != [_cell(value) for value in record.values()]:
            self.report.differs(f"{self.name}, {row + 1}", "csv_differs")

    def end(self):
        while not self.broken and self._next() is not None:
            self.rows += 1
            self.report.differs(f"{self.name}, {self.rows + 1}", "csv_differs")
        if not self.broken:
            self.archive.close(self.name, self.file, self.rows)


def _cell(value):
    """A value as the spreadsheet holds it: what a program would run as a formula stands after an apostrophe."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return " ".join(map(str, value))
    if not isinstance(value, str):
        return str(value)
    bare = value.lstrip("'")
    is_risky = bare.startswith(("\t", "\r", "\n")) or bare.lstrip().lstrip("'").startswith(tuple("=+-@＝＋－＠"))
    return f"'{value}" if is_risky else value


# --- The data


class Data:
    """What is kept of the tables to check the rest: numbers and digests, and the words of passages alone."""

    def __init__(self, archive, report, wanted, members=frozenset(), until=None):
        self.archive, self.report = archive, report
        self.themes, self.questions, self.labels = {}, {}, defaultdict(dict)
        self.extracts, self.versions, self.texts, self.counted = {}, {}, {}, {}
        self.wanted = wanted  # by version, the passages and titles that the document and the snapshot quote
        self.ideas, self.statements, self.citations = {}, [], []
        self.coverage, self.states, self.below = Counter(), {}, defaultdict(Counter)
        self.members, self.until = members, until  # of voices: their words are kept to compare them, of others a digest
        self.late, self.said = set(), {}
        for table in TABLES:
            for row, record in records(archive, table, report):
                getattr(self, f"_{table}")(f"data/{table}.jsonl, {row}", record)
        self._numbers_of_ideas()
        self._numbers_of_texts()

    def _themes(self, place, record):
        self.themes[record["id"]] = record

    def _questions(self, place, record):
        self.questions[record["id"]] = record
        self.report.there(place, "theme", record["theme"], self.themes, "themes")

    def _labels(self, place, record):
        self.labels[record["field"]][record["code"]] = record["label"]

    def _extracts(self, place, record):
        self.extracts[record["id"]] = record
        self.wanted[record["version"]].append((place, record["start"], record["end"], record["quote"], None))

    def _versions(self, place, record):
        report, pk = self.report, record["id"]
        written = f"{record['title']}\n\n{record['body']}"
        written += f"\0{record['source_url']}" if record["source_url"] else ""
        report.checked["hashes"] += 1
        if hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest() != record["sha256"]:
            report.differs(place, "hash", version=pk)
        self._as_written(place, record)
        for origin, start, end, quote, title in self.wanted.pop(pk, ()):
            report.checked["quotes"] += 1
            if quote is not None and (not 0 <= start < end or record["text"][start:end] != quote):
                report.differs(origin, "verbatim", start=start, end=end, version=pk)
            if title is not None and title != record["title"]:
                report.differs(origin, "is_not", field="title", found=_short(title), expected=_short(record["title"]))
        if self.until is None or not _is_by(record["published_at"], self.until):
            self.late.add(pk)  # the roll-up counted another text of this contribution, or none
        self.versions[pk] = (
            record["contribution"], record["number"], record["sha256"], record["is_live"], record["source_url"],
            hash((record["title"], record["text"])),
        )  # fmt: skip

    def _as_written(self, place, record):
        body, text = record["body"], record["text"]
        expected = plain(body)
        self.report.checked["plain"] += 1
        if expected is None:
            self.report.unknown["loose"] += 1
            if not _is_within(text, body):
                self.report.differs(place, "not_written", version=record["id"])
        elif expected != text:
            self.report.differs(place, "not_written", version=record["id"])

    def _arguments(self, place, record):
        self._text(place, record, "")
        if record["state"] == "published":
            below = self.below[record["contribution"]]
            below["arguments"] += 1
            if record["parent"] == record["contribution"]:
                below["pros"] += record["stance"] == "for"
                below["cons"] += record["stance"] == "against"

    def _contributions(self, place, record):
        self._text(place, record, record["title"])
        for name in _BELOW:
            self.report.equal(place, name, record[name], self.below[record["id"]][name], "figures")
        self.below.pop(record["id"], None)
        if record["version"] not in self.late:
            words = compared(record["title"], record["text"])
            self.said[record["id"]] = words if record["id"] in self.members else hash(words)

    def _text(self, place, record, title):
        report, pk = self.report, record["id"]
        version = self.versions.get(record["version"])
        report.there(place, "version", record["version"], self.versions, "versions")
        report.there(place, "question", record["question"], self.questions, "questions")
        if version:
            report.equal(place, "version", version[0], pk)
            report.equal(place, "is_live", version[3], True)
            report.checked["links"] += 1
            if hash((title, record["text"])) != version[5]:
                report.differs(place, "other_text", version=record["version"])
        if record["posted_at"][:10] != record["posted_on"]:
            report.differs(place, "is_not", field="posted_on", found=record["posted_on"], expected=record["posted_at"])
        if (record["author"] == "known") != (record["person"] is not None):
            report.differs(place, "is_not", field="person", found=_short(record["person"]), expected=record["author"])
        self.texts[pk] = tuple(record[name] for name in TEXT)

    def _reactions(self, place, record):
        self.below[("reactions", record["contribution"])][record["kind"]] += record["number"]

    def _counted(self, place, record):
        self.counted.setdefault(record["question"], []).append(tuple(record.values()))
        self.report.there(place, "question", record["question"], self.questions, "questions")
        text = self.texts.get(record["contribution"])
        self.report.equal(place, "is_public", record["is_public"], text is not None)
        if text:
            known = dict(zip(TEXT, text))
            for name in ("posted_on", "origin", "person", "author"):
                self.report.equal(place, name, record[name], known[name])
            for name in ("stakeholder", "kind", "region", "department"):
                if known["shows_stakeholder" if name == "stakeholder" else "shows_commune"]:
                    self.report.equal(place, name, record[name], known[name])

    def _ideas(self, place, record):
        self.ideas[record["id"]] = (place, record)
        self.report.there(place, "theme", record["theme"], self.themes, "themes")

    def _statements(self, place, record):
        self.statements.append((place, record))

    def _citations(self, place, record):
        self.citations.append((place, record))
        self.report.equal(place, "is_public", record["is_public"], record["extract"] in self.extracts)

    def _coverage(self, place, record):
        self.coverage[record["state"]] += record["number"]
        if record["contribution"] is not None:
            self.report.equal(place, "number", record["number"], 1)
            self.report.there(place, "contribution", record["contribution"], self.texts, "contributions")
            self.states[record["contribution"]] = (place, sys.intern(record["state"]))

    def _decisions(self, place, record):
        pass  # counts alone: there is nothing public to count them again from

    def _numbers_of_ideas(self):
        filed, texts = Counter(), defaultdict(set)
        for pk, record in self.extracts.items():
            self.report.there(f"data/extracts.jsonl, {pk}", "version", record["version"], self.versions, "versions")
            for idea in record["ideas"]:
                self.report.there(f"data/extracts.jsonl, {pk}", "ideas", idea, self.ideas, "ideas")
                filed[idea] += 1
                texts[idea].add(record["contribution"])
        for pk, (place, record) in self.ideas.items():
            self.report.equal(place, "extracts", record["extracts"], filed[pk], "figures")
            self.report.equal(place, "contributions", record["contributions"], len(texts[pk]), "figures")
            self._above(pk, place, record)

    def _above(self, pk, place, record):
        seen, parent = {pk}, record["parent"]
        while parent is not None:
            if parent not in self.ideas:
                return self.report.differs(place, "nowhere", field="parent", found=parent, where="ideas")
            if parent in seen:
                return self.report.differs(place, "loop")
            seen.add(parent)
            parent = self.ideas[parent][1]["parent"]

    def _numbers_of_texts(self):
        """Each answer of a text is as many people as answered it here, and the supports that came without people."""
        for pk, values in self.texts.items():
            text, given = dict(zip(TEXT, values)), self.below.pop(("reactions", pk), Counter())
            for name in _ANSWERS:
                expected = given[name] + (text["supports"] if name == "agree" else 0)
                self.report.equal(f"data/reactions.jsonl, {pk}", name, text[name], expected, "figures")
        for key, left in self.below.items():
            if isinstance(key, tuple):
                where = {"field": "contribution", "found": key[1], "where": "contributions"}
                self.report.differs("data/reactions.jsonl", "nowhere", **where)
            else:  # its author withdrew it, the answers of others stay; one that was only taken out is in `coverage`
                self.report.unknown["headless"] += left["arguments"]


TEXT = ("posted_on", "origin", "person", "author", "stakeholder", "kind", "region", "department", "shows_stakeholder",
        "shows_commune", "commune_name", "supports", *_ANSWERS)  # fmt: skip
_SIGNS = re.compile(
    r"[\\`*_\[\]<>&#~|\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
_STARTS = re.compile(r"^[ ]*([-+=]|\d{1,9}[.)])|^ {4}", re.M)


def plain(body):
    """The text as it is read of what was written without any sign of Markdown; None where there is one."""
    if _SIGNS.search(body) or _STARTS.search(body):
        return None
    blocks = re.split(r"\n[ ]*\n\s*", body.strip(" \n"))
    return "\n\n".join("\n".join(line.strip(" ") for line in block.split("\n")) for block in blocks)


def _is_within(text, body):
    """Whether the letters and digits of the text are among those of the body, in their order. `&eacute;` may be read
    as é, or, in code, as it stands."""
    there = iter(re.sub(r"&#?\w+;?", lambda found: html.unescape(found[0]) + found[0], body))
    return all(letter in there for letter in text if letter.isalnum())


# --- Near-identical texts: as the roll-up compares them, from the texts themselves

SHORT = 8  # words; under this the title counts too, and no two texts are near: they are the same or not
MOST_COMPARED = 500_000  # pairs of texts in an archive: some seconds
# Kana and Han characters: no blanks between words; two neighbouring ones are a word.
_UNSPACED = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
_MAY_BE_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")


class _Marks(dict):
    """For `str.translate`: accents go, any other character stays. Filled as characters are met."""

    def __missing__(self, code):
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_MARKS = _Marks()


def compared(title, body):
    """What a text says to be compared by: its words, with those of its title where it is short; of a text without
    words its signs."""
    said = skeleton(body)
    if said.count(" ") < SHORT - 1:
        said = skeleton(f"{title}\n\n{body}")
    return said or "\0" + "".join(f"{title}\n\n{body}".split())


def skeleton(text):
    """The words without case, accents, punctuation, layout."""
    text = text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_MARKS)
    found = _WORD.findall(text)
    if _MAY_BE_UNSPACED.search(text):
        found = [word for run in found for word in _pairs(run)]
    words = " ".join(found)
    return words.lower() if words.isascii() else " ".join(map(_folded, found))


def _pairs(run):
    is_unspaced = len(run) > 2 and _MAY_BE_UNSPACED.match(run)
    return [run[place : place + 2] for place in range(len(run) - 1)] if is_unspaced else [run]


def _folded(word):
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).lower()


@functools.lru_cache(maxsize=10_000)
def _read(said):
    """The runs of three words and the words, one that comes again with how often it did before, and their number."""
    words = said.split()
    counts = Counter(words)
    again = {(word, time) for word, n in counts.items() for time in range(1, n)}
    return {hash(run) for run in zip(words, words[1:], words[2:])}, again.union(counts), len(words)


def is_copy(one, other, limits):
    """Whether two texts are near-identical: by the Jaccard similarity of the sets of their runs of three words, or by a
    lower one together with the share of their words that they have in common."""
    (runs, words, length), (other_runs, other_words, other_length) = _read(one), _read(other)
    if min(length, other_length) < SHORT:
        return one == other
    shared = len(runs & other_runs)
    kinship = shared / (len(runs) + len(other_runs) - shared)
    likeness = len(words & other_words) / max(length, other_length)
    return kinship >= limits["voice_shingles"] or (
        kinship >= limits["voice_kinship"] and likeness >= limits["voice_likeness"]
    )


def strangers(texts, limits, most):
    """Those of these texts that no chain of near-identical ones links with the first, and how many pairs were compared;
    None for those once more than `most` pairs were."""
    texts = list(dict.fromkeys(texts))
    linked, left, n = texts[:1], texts[1:], 0
    while linked and left:
        one, apart = linked.pop(), []
        n += len(left)
        if n > most:
            return None, n
        for other in left:
            (linked if is_copy(one, other, limits) else apart).append(other)
        left = apart
    return left, n


def _is_by(moment, until):
    """Whether something was so at that moment, to the second; a moment that is none is later."""
    try:
        return datetime.datetime.fromisoformat(moment) <= until
    except (TypeError, ValueError):
        return False


# --- Figures


class Range:
    """What a figure may be, where public data does not say exactly."""

    def __init__(self, low, high):
        self.low, self.high = low, high


class Row:
    """A contribution as it was counted."""

    __slots__ = tuple(TABLES["counted"][0])

    def __init__(self, values):
        for name, value in zip(self.__slots__, values):
            setattr(self, name, value)


def authors(rows):
    """Different people: exactly, unless some texts or their authors have left: those have no number any more."""
    known = {row.person for row in rows if row.author == "known"}
    gone = sum(row.author == "left" for row in rows)
    return Range(max(len(known), 1), len(known) + gone) if gone else len(known)


def voices(rows):
    return len({row.contribution if row.voice is None else row.voice for row in rows})


def week(day):
    day = datetime.date.fromisoformat(day)
    return (day - datetime.timedelta(days=day.weekday())).isoformat()


VALUES = {
    "nature": lambda row: row.nature,
    "kind": lambda row: row.kind,
    "region": lambda row: row.region,
    "department": lambda row: row.department,
    "stakeholder": lambda row: row.stakeholder,
    "origin": lambda row: row.origin,
    "week": lambda row: week(row.posted_on),
    "question": lambda row: row.question,
}
SHOWN_BY = {"stakeholder": "shows_stakeholder", "kind": "shows_commune"}
SHOWN_BY.update(region="shows_commune", department="shows_commune")


def cell(rows, silent, count="contributions"):
    """The numbers of one row of a breakdown; `silent`: rows that may belong to it, or not."""
    exact = {count: len(rows), "voices": voices(rows), "authors": authors(rows)}
    if not silent:
        return exact
    most = {count: len(silent), "voices": voices(silent), "authors": len(silent)}
    low = {name: value.low if isinstance(value, Range) else value for name, value in exact.items()}
    high = {name: value.high if isinstance(value, Range) else value for name, value in exact.items()}
    return {name: Range(low[name], high[name] + most[name]) for name in exact}


def breakdown(rows, name, value_of):
    """By value, its rows; and the rows of those who only let it be counted."""
    shown = SHOWN_BY.get(name)
    told, silent = defaultdict(list), []
    for row in rows:
        if shown and not getattr(row, shown):
            silent.append(row)
        else:
            told[value_of(row)].append(row)
    return told, silent


def totals(rows):
    summed = {name: sum(getattr(row, name) for row in rows) for name in ("arguments", *_ANSWERS)}
    return {
        "contributions": len(rows),
        **summed,
        "reactions": sum(summed[name] for name in _ANSWERS),
        "unsigned": sum(row.author == "unknown" for row in rows),
        "voices": voices(rows),
        "authors": authors(rows),
    }


def wilson(successes, trials, z=1.959964):
    """Lower bound of Wilson's 95 % interval (1927): the score of the rankings."""
    if not trials:
        return 0.0
    share, square = successes / trials, z * z / trials
    margin = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (share + square / 2 - margin) / (1 + square))


def agreement(row):
    return wilson(row.agree, row.agree + row.disagree)


def division(row):
    return 2 * wilson(min(row.agree, row.disagree), row.agree + row.disagree)


def rankings(rows):
    """The ten first of each list, as (contribution, score or None)."""
    agreed = sorted((r for r in rows if r.agree > r.disagree),
                    key=lambda r: (-round(agreement(r), 9), -r.agree, r.contribution))  # fmt: skip
    divided = sorted((r for r in rows if r.agree and r.disagree),
                     key=lambda r: (-round(division(r), 9), -r.agree - r.disagree, r.contribution))  # fmt: skip
    made = {
        "most_agreed": [(row, agreement(row)) for row in agreed[:10]],
        "most_divided": [(row, division(row)) for row in divided[:10]],
    }
    if all(row.pros is not None for row in rows):
        argued = sorted((r for r in rows if r.arguments),
                        key=lambda r: (-r.arguments, -min(r.pros, r.cons), r.contribution))  # fmt: skip
        made["most_argued"] = [(row, None) for row in argued[:10]]
    return made


CITED = ("citations", "citations_share", "cited_ratio", "far")  # what a document adds to who wrote and who lives there
LEAST, MOST = 0.5, 2.0  # times the share beside it: outside, the flag is raised


def beside(written, lived, cited=None):
    """Shares side by side, by kind of territory: of what is told alone."""
    shares = [_shares(counts) for counts in (written, cited or {}, lived)]
    for kind in lived:
        share, cited_share, lived_share = (found.get(kind) for found in shares)
        ratios = [_over(share, lived_share), _over(cited_share, lived_share)]
        yield {
            "contributions": written[kind], "contributions_share": share,
            "citations": None if cited is None else cited[kind], "citations_share": cited_share,
            "population_share": lived_share, "ratio": ratios[0], "cited_ratio": ratios[1],
            "far": any(ratio is not None and not LEAST <= ratio <= MOST for ratio in ratios),
        }  # fmt: skip


def _shares(counts):
    total = sum(count or 0 for count in counts.values())
    return {value: count / total for value, count in counts.items() if count is not None and total}


def _over(share, other):
    return share / other if share is not None and other else None


def qualities(written, cited):
    """The same by what people say they are, where citations stand beside contributions: nobody counts inhabitants."""
    shares, cited_shares = _shares({value: count or 0 for value, count in written.items()}), _shares(cited)
    for value, count in written.items():
        share = shares.get(value) if count is not None else None
        ratio = _over(cited_shares.get(value), share)
        yield {
            "contributions": count, "contributions_share": share, "citations": cited[value],
            "citations_share": cited_shares.get(value), "ratio": ratio,
            "far": ratio is not None and not LEAST <= ratio <= MOST,
        }  # fmt: skip


REFERENCES = frozenset((
    "id", "contribution", "version", "version_number", "extract", "mark", "marks", "members", "start", "end", "schema",
    "number", "theme", "cut_off", "parts", "version_id",
))  # fmt: skip
SEGMENTS = frozenset((*SHOWN_BY, "kinds", "stakeholders", "departments", "regions"))  # where small cells are hidden


class Figures:
    """Recomputes the figures of the document; what is never asked for is counted as not recomputable."""

    def __init__(self, document, data, manifest, report):
        self.document, self.data, self.report, self.seen = document, data, report, set()
        self.manifest = manifest
        self.rows = {question: [Row(values) for values in found] for question, found in data.counted.items()}
        self.by_id = {row.contribution: row for found in self.rows.values() for row in found}
        self.pairs = MOST_COMPARED

    def check(self):
        guarded(self.report, "synthesis.json, figures", self._whole)
        for t, theme in enumerate(self.document["themes"]):
            for q, question in enumerate(theme["questions"]):
                path = ("themes", t, "questions", q)
                guarded(self.report, _place(path), self._question, path, question)
        guarded(self.report, "synthesis.json, coverage", self._coverage)
        self._rest(self.document, ())

    def figure(self, path, holder, name, expected):
        """Compare one figure; None is a small cell that is not published."""
        path, report = (*path, name), self.report
        self.seen.add(path)
        found = holder[name]
        if found is None and expected is not None and not SEGMENTS.isdisjoint(map(str, path)):
            report.unknown["hidden"] += 1
        elif isinstance(expected, Range):
            report.unknown["between"] += 1
            if type(found) is not int or not expected.low <= found <= expected.high:
                words = {"found": _short(found), "low": expected.low, "high": expected.high}
                report.differs(_place(path[:-1]), "out", field=name, **words)
        else:
            is_score = isinstance(expected, float) and type(found) in (int, float) and abs(found - expected) < 1e-4
            report.equal(_place(path[:-1]), name, found, found if is_score else expected, "figures")

    def _whole(self):
        figures = self.document["figures"]
        if not figures:
            return self.report.equal("data/counted.jsonl", "rows", len(self.by_id), 0)
        rows = [row for found in self.rows.values() for row in found]
        themes = {pk: question["theme"] for pk, question in self.data.questions.items()}
        values = {**VALUES, "theme": lambda row: themes.get(row.question)}
        self._figures(("figures",), figures, rows, values)
        self.report.equal("synthesis.json, figures", "by", set(VALUES) | {"theme"} <= set(figures["by"]), True)
        guarded(self.report, "synthesis.json, figures.representation", self._beside, figures)
        guarded(self.report, "synthesis.json, figures.answers", self._indicators, ("figures", "answers"),
                figures.get("answers"))  # fmt: skip

    def _beside(self, figures):
        """Who writes and who is cited, beside who lives there; citations are counted from what quotations show."""
        kinds, stated = (self._told(figures["by"][name]) for name in ("kind", "stakeholder"))
        is_cited, rows = "qualities" in figures, figures.get("representation", [])
        shown = [Counter(quote[name] for quote in self.document["quotes"]) for name in ("territory", "stakeholder")]
        lived = {row["value"]: row["population"] for row in rows}
        cited = {value: shown[0][self.data.labels["kind"][value]] for value in lived} if is_cited else None
        written = {value: kinds.get(value, 0) for value in lived}
        self._lines(("figures", "representation"), rows, "kind", beside(written, lived, cited))
        if is_cited:
            cited = {value: shown[1][self.data.labels["stakeholder"][value]] for value in stated}
            told = [row["value"] for row in figures["qualities"]]
            self.report.equal("synthesis.json, figures.qualities", "value", told, list(stated))
            self._lines(("figures", "qualities"), figures["qualities"], "stakeholder", qualities(stated, cited))

    def _told(self, rows):
        return {row["value"]: row["contributions"] for row in rows if row["value"]}

    def _lines(self, path, rows, field, expected):
        for place, (row, values) in enumerate(zip(rows, expected)):
            if "label" in row:
                label = self.data.labels[field].get(row["value"])
                self.report.equal(_place((*path, place)), "label", row["label"], label)
            for name, value in values.items():
                self.figure((*path, place), row, name, value)

    def _figures(self, path, figures, rows, values):
        expected = totals(rows)
        for name in figures["totals"]:
            if name in expected:
                self.figure((*path, "totals"), figures["totals"], name, expected[name])
        for name, lines in figures["by"].items():
            if name in values:
                self._breakdown((*path, "by", name), lines, rows, name, values[name], "contributions")

    def _breakdown(self, path, lines, rows, name, value_of, count):
        """Each row of a table; that none is missing; and that it adds up, where nothing in it is hidden."""
        told, silent = breakdown(rows, name, lambda row: value_of(row) or None)
        for place, line in enumerate(lines):
            self.seen.add((*path, place, "value"))
            expected = cell(told.get(line["value"], []), silent, count)
            for column in expected:
                if column in line:
                    self.figure((*path, place), line, column, expected[column])
        if not lines and name in SHOWN_BY:  # nothing of the table may be told
            self.report.unknown["hidden"] += 1
            return
        published = [line["value"] for line in lines]
        self.report.equal(_place(path), "value", len(set(map(str, published))), len(published))
        for value in told:
            self.report.there(_place(path), "value", value, published, "figures")
        if all(line[count] is not None for line in lines):
            self.report.equal(_place(path), f"sum of {count}", sum(line[count] for line in lines), len(rows), "figures")

    def _question(self, path, question):
        report, part, rows = self.report, question["part"], self.rows.get(question["id"], [])
        report.there(_place(path), "id", question["id"], self.data.questions, "questions")
        report.equal(_place(path), "title", question["title"], self.data.questions[question["id"]]["title"])
        self.figure(path, question, "contributions", len(rows))
        path = (*path, "part")
        self.figure(path, part, "count", len(rows))
        several = sum(len(voice["members"]) - 1 for voice in part["voices"])
        self.figure(path, part, "voice_count", voices(rows) if any(r.voice for r in rows) else len(rows) - several)
        values = {name: value for name, value in VALUES.items() if name != "question"}
        self._figures((*path, "figures"), part["figures"], rows, values)
        known = {row.contribution: row for row in rows}
        for place, voice in enumerate(part["voices"]):
            guarded(report, _place((*path, "voices", place)), self._voice, (*path, "voices", place), voice, known)
        guarded(report, _place((*path, "voices")), self._near, (*path, "voices"), part, known)
        self._groups((*path, "groups"), part["groups"], known)
        self._rankings(path, part, rows)
        self._indicators((*path, "indicators"), part.get("indicators"))
        self.figure((*path, "not_read"), part["not_read"], "count", self._unread(path, rows, part))

    def _unread(self, path, rows, part):
        if any(row.read is None for row in rows):
            self.report.unknown["not_kept:not_read.count"] += 1
            return part["not_read"]["count"]
        waiting = sorted((row for row in rows if not row.read), key=lambda row: (row.posted_on, row.contribution))[:10]
        first = [row.contribution for row in waiting if row.is_public]
        for place, entry in enumerate(part["not_read"]["first"]):
            for name in ("agree", "disagree"):
                if name in entry and entry["contribution"] in self.by_id:
                    row = self.by_id[entry["contribution"]]
                    self.figure((*path, "not_read", "first", place), entry, name, getattr(row, name))
        self.report.equal("synthesis.json, not_read", "first", [e["contribution"] for e in part["not_read"]["first"]],
                          first)  # fmt: skip
        return sum(not row.read for row in rows)

    def _voice(self, path, voice, known):
        members = [known[pk] for pk in voice["members"]]
        first = min(row.contribution for row in members)
        if members[0].voice is not None:
            self.report.equal(_place(path), "members", {row.voice for row in members} == {first}, True)
        lost = sum(row.author == "left" for row in members)
        signed = len({row.person for row in members if row.author == "known"})
        signed += sum(row.author == "unknown" for row in members)
        expected = {
            "count": len(set(voice["members"])),
            "signatories": Range(max(signed, 1), signed + lost) if lost else signed,
            "agree": sum(row.agree for row in members),
            "disagree": sum(row.disagree for row in members),
        }
        for name, value in expected.items():
            self.figure(path, voice, name, value)

    def _near(self, path, part, known):
        """The texts of a voice are near-identical, of one side; and no text of another says the same words."""
        settings = self.manifest["settings"]["snapshot"].get("settings", {})
        limits = {name: settings.get(name) for name in ("voice_shingles", "voice_kinship", "voice_likeness")}
        if None in limits.values() or settings.get("voice_short_words") != SHORT:
            self.report.unknown["unset"] += len(part["voices"])
            return
        stances = {pk: group.get("stance", "") for group in part["groups"] for pk in group["members"]}
        voice_of = {pk: n for n, voice in enumerate(part["voices"]) for pk in voice["members"]}
        for place, voice in enumerate(part["voices"]):
            guarded(self.report, _place((*path, place)), self._of_one_voice, (*path, place), voice, stances, limits)
        first = {}
        for pk in known if all("stance" in group for group in part["groups"]) else ():
            if pk in self.data.said and pk in stances:
                said = self.data.said[pk]
                other = first.setdefault((stances[pk], said if type(said) is int else hash(said)), pk)
                self.report.checked["alone"] += 1
                if voice_of.get(pk, -pk) != voice_of.get(other, -other):
                    self.report.differs(_place(path), "same_words", found=other, other=pk)

    def _of_one_voice(self, path, voice, stances, limits):
        report, members = self.report, sorted(voice["members"])
        if len({stances.get(pk) for pk in members}) > 1:
            report.differs(_place(path), "stances")
        there = {pk: self.data.said[pk] for pk in members if pk in self.data.said}
        left, pairs = strangers(there.values(), limits, self.pairs)
        self.pairs -= pairs
        if left is None:
            report.unknown["crowded"] += len(members)
            return
        apart = [pk for pk in there if there[pk] in left]
        if 2 * len(apart) > len(there):  # the odd ones out are the fewer
            apart = [pk for pk in there if there[pk] not in left]
        report.checked["near"] += len(there) - len(apart)
        report.unknown["unlinked"] += len(members) - len(there)
        if len(there) < len(members):  # what links them may be among those that are not there
            report.unknown["unlinked"] += len(apart)
        else:
            for pk in apart:
                report.differs(_place(path), "not_near", found=pk)

    def _groups(self, path, groups, known):
        """Every contribution is in exactly one group; the numbers of each are those of its members."""
        members = sorted(pk for group in groups for pk in group["members"])
        self.report.equal(_place(path), "members", members, sorted(known), "figures")
        for place, group in enumerate(groups):
            guarded(self.report, _place((*path, place)), self._group, (*path, place), group, known)

    def _group(self, path, group, known):
        rows = [known[pk] for pk in group["members"]]
        summed = {name: sum(getattr(row, name) for row in rows) for name in ("agree", "disagree")}
        expected = {"count": len(rows), "authors": authors(rows), **summed}
        if all(row.voice is not None for row in rows):
            expected["voices"] = voices(rows)
        for name, value in expected.items():
            if name in group:
                self.figure(path, group, name, value)
        for tally, name in (("natures", "nature"), ("kinds", "kind"), ("stakeholders", "stakeholder")):
            if group.get(tally):
                self._breakdown((*path, tally), group[tally], rows, name, VALUES[name], "count")

    def _rankings(self, path, part, rows):
        made = rankings(rows)
        for name in ("most_agreed", "most_divided", "most_argued"):
            if name not in made:
                self.report.unknown[f"not_kept:{name}"] += len(part[name])
                self.seen.update((*path, name, n, key) for n, entry in enumerate(part[name]) for key in entry)
                continue
            expected = [(row, score) for row, score in made[name] if row.is_public]
            told = [entry["contribution"] for entry in part[name]]
            self.report.equal(_place(path), name, told, [row.contribution for row, _ in expected], "figures")
            for place, ((row, score), entry) in enumerate(zip(expected, part[name])):
                values = {"agree": row.agree, "disagree": row.disagree, "score": score}
                values.update(arguments=row.arguments, pros=row.pros, cons=row.cons)
                for key in set(values) & set(entry):
                    self.figure((*path, name, place), entry, key, values[key])

    def _indicators(self, path, table):
        """Shares are recomputed from the numbers beside them; a table adds up, unless something in it is hidden."""
        if not table:
            return
        rows = [((*path, "total"), table["total"])]
        rows += [((*path, "by", name, n), row) for name, lines in table["by"].items() for n, row in enumerate(lines)]
        for place, row in rows:
            if row["agree"] is not None:
                given = row["agree"] + row["disagree"]
                self.figure(place, row, "agreement", row["agree"] / given if given else None)
                self.figure(place, row, "division", 2 * wilson(min(row["agree"], row["disagree"]), given))
        for name, lines in table["by"].items():
            for column in ("agree", "disagree"):
                if lines and all(row[column] is not None for row in lines):
                    found = sum(row[column] for row in lines)
                    self.report.equal(_place((*path, "by", name)), column, found, table["total"][column], "figures")

    def _coverage(self):
        coverage, states = self.document["coverage"], self.data.coverage
        told = self.manifest["coverage"]
        if not told["is_as_published"] and not told.get("is_frozen"):
            self.report.unknown["moved"] += len(coverage)
            self.seen.update(("coverage", name) for name in coverage)
            return self.figure(("coverage",), coverage, "contributions",
                               sum(n for name, n in coverage.items() if name != "contributions"))  # fmt: skip
        for name in ("cited", "kept", "duplicate", "nothing_kept", "unread", "set_aside"):
            field = "read_nothing_kept" if name == "nothing_kept" else name
            if field in coverage or states[name]:
                self.figure(("coverage",), {field: 0, **coverage}, field, states[name])
        self.figure(("coverage",), coverage, "contributions", sum(states.values()))
        self._states()

    def _states(self):
        """A contribution is cited where the document quotes it; where a passage of it is kept, it is kept or cited.

        One that was not online then has no line of its own.
        """
        data, quoted = self.data, {quote["contribution"] for quote in self.document["quotes"]}
        harvested = {record["contribution"] for record in data.extracts.values()}
        for pk, (place, state) in data.states.items():
            if pk in quoted or state == "cited":
                allowed = ("cited",) if pk in quoted else ("kept", "duplicate", "nothing_kept", "unread")
            else:
                allowed = ("kept",) if pk in harvested else ("kept", "duplicate", "nothing_kept", "unread")
            self.report.checked["links"] += 1
            if state not in allowed:
                words = {"found": state, "expected": " / ".join(allowed), "pk": pk}
                self.report.differs(place, "not_cited", **words)

    def _rest(self, value, path):
        """Count every number of the document that nothing above recomputed."""
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in REFERENCES and (*path, key) not in self.seen:
                    self._rest(item, (*path, key))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                self._rest(item, (*path, place))
        elif type(value) in (int, float):
            pattern = ".".join(str(step) for step in path if type(step) is str)
            self.report.unknown[f"not_kept:{pattern}"] += 1


def _place(path):
    return "synthesis.json, " + ".".join(map(str, path))


def guarded(report, place, check, *values):
    """Run a check; a structure that is not what it must be is a difference, and the other checks go on."""
    try:
        return check(*values)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        report.differs(place, "shape", why=f"{type(error).__name__}: {error}"[:120])


# --- The synthesis


def passages(value, path=()):
    """Everything in a document that says which version it was taken from: (version, contribution, what to compare)."""
    if isinstance(value, dict):
        version = value.get("version")
        if type(version) is int:
            place, pk = _place(path), value.get("contribution")
            quote = value.get("quote", value.get("text"))
            if type(quote) is str and type(value.get("start")) is int and type(value.get("end")) is int:
                yield version, pk, (place, value["start"], value["end"], quote, None)
            elif type(value.get("title")) is str:
                yield version, pk, (place, None, None, None, value["title"])
        for key, item in value.items():
            yield from passages(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from passages(item, (*path, place))


def check_quotes(document, data, report, left_out):
    """Each quotation is an extract of the data, with what the data says of its text and of its author."""
    report.equal("synthesis.json, quotes", "mark", [quote["mark"] for quote in document["quotes"]],
                 list(range(1, len(document["quotes"]) + 1)))  # fmt: skip
    for n, quote in enumerate(document["quotes"]):
        if quote["version"] not in data.versions and quote["mark"] in left_out:
            report.unknown["withheld"] += 1
            continue
        guarded(report, f"synthesis.json, quotes.{n}", _quote, f"synthesis.json, quotes.{n}", quote, data, report)


def _quote(place, quote, data, report):
    report.there(place, "version", quote["version"], data.versions, "versions")
    report.there(place, "extract", quote["extract"], data.extracts, "extracts")
    contribution, number, sha256, _is_live, source, _hash = data.versions[quote["version"]]
    extract, text = data.extracts[quote["extract"]], dict(zip(TEXT, data.texts[quote["contribution"]]))
    expected = {name: extract[name] for name in ("contribution", "version", "start", "end")}
    expected.update(text=extract["quote"], contribution=contribution, version_number=number, version_sha256=sha256)
    expected.update(posted_on=text["posted_on"], channel=text["origin"], author="")
    labels = data.labels
    expected["nature"] = labels["nature"].get(extract["nature"])
    expected["stakeholder"] = labels["stakeholder"].get(text["stakeholder"], "") if text["stakeholder"] else ""
    expected["territory"] = labels["kind"].get(text["kind"], "") if text["kind"] else ""
    expected["place"] = f"{text['commune_name']} ({text['department']})" if text["commune_name"] else ""
    for name, value in expected.items():
        report.equal(place, name, quote[name], value)
    report.equal(place, "source_url", quote.get("source_url", ""), source)


def check_statements(document, data, report):
    """The tables of statements and citations are those of the document; a published statement cites something."""
    quotes = {quote["mark"]: quote["extract"] for quote in document["quotes"]}
    rows, cited = iter(data.statements), iter(data.citations)
    number = 0
    for theme in document["themes"]:
        report.there("synthesis.json, themes", "id", theme["id"], data.themes, "themes")
        for section in theme["sections"]:
            for said in section["statements"]:
                number += 1
                place, row = next(rows, ("data/statements.jsonl", None))
                expected = {
                    "number": number, "theme": theme["id"], "section": section["key"], "text": said["text"],
                    "source": said["source"], "citations": len(said["marks"]),
                }  # fmt: skip
                report.equal(place, "statement", row, expected)
                if not said["marks"] and not said.get("figure") and not document["is_draft"]:
                    report.differs(f"synthesis.json, {number}", "no_citation")
                for mark in said["marks"]:
                    report.there(f"synthesis.json, {number}", "marks", mark, quotes, "quotes")
                    place, row = next(cited, ("data/citations.jsonl", {}))
                    found = {name: row.get(name) for name in ("statement", "mark", "extract")}
                    report.equal(place, "citation", found, {"statement": number, "mark": mark,
                                                            "extract": quotes.get(mark)})  # fmt: skip
    for place, row in (*rows, *cited):
        report.differs(place, "nowhere", field="number", found=_short(row), where="synthesis.json")


def check_snapshot(snapshot, document, manifest, report):
    """The figures of the document are those of the frozen snapshot, labels apart, and its digest is what both say."""
    told, own = manifest["snapshot"], hashlib.sha256(canonical_ascii(snapshot)).hexdigest()
    report.equal("snapshot.json", "sha256", own, told["sha256"])
    report.equal("manifest.json, snapshot", "frozen_sha256", told["frozen_sha256"], document["snapshot_sha256"])
    moments = [datetime.datetime.fromisoformat(each) for each in (document["cut_off"], told["cut_off"])]
    report.equal("synthesis.json", "cut_off", document["cut_off"] if moments[0] != moments[1].replace(microsecond=0)
                 else told["cut_off"], told["cut_off"])  # fmt: skip
    report.equal("manifest.json, settings", "snapshot", manifest["settings"]["snapshot"], snapshot["meta"])
    if told["is_whole"]:
        report.equal("snapshot.json", "sha256", own, document["snapshot_sha256"])
    else:
        report.unknown["not_whole"] += 1
    questions = {question["id"]: question for question in snapshot["questions"]}
    report.equal("snapshot.json", "questions", len(questions), sum(len(t["questions"]) for t in document["themes"]))
    for t, theme in enumerate(document["themes"]):
        for q, question in enumerate(theme["questions"]):
            _same(report, f"themes.{t}.questions.{q}.part", question["part"], questions[question["id"]]["part"])
    _same(report, "figures", _as_counted(document["figures"]), _as_counted(snapshot["figures"]))


def _as_counted(figures):
    """Figures without the words for their codes, nor the citations that were counted when the document was composed."""
    shown = {name: value for name, value in figures.items() if name != "qualities"}
    shown["by"] = {name: [_without(line, ("label",)) for line in lines] for name, lines in figures["by"].items()}
    if "representation" in figures:
        shown["representation"] = [_without(line, ("label", *CITED)) for line in figures["representation"]]
    return shown


def _without(line, names):
    return {name: value for name, value in line.items() if name not in names}


def _same(report, path, found, expected):
    """Compare two values of JSON leaf by leaf."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        for key in found:
            _same(report, f"{path}.{key}", found[key], expected[key])
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for place, pair in enumerate(zip(found, expected)):
            _same(report, f"{path}.{place}", *pair)
    else:
        report.equal(f"synthesis.json / snapshot.json, {path}", path.rpartition(".")[2], found, expected, "frozen")


def canonical(value):
    """The only JSON a document has: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def canonical_ascii(value):
    """The only JSON a snapshot has: sorted keys, no blanks, ASCII with escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


# --- The whole


def verify(path, published=None, largest=LARGEST):
    """The Report of an archive. Unreadable when there is nothing to compare."""
    archive = Archive(path, largest)
    try:
        return _compared(archive, path, published)
    finally:
        archive.shut()


def _compared(archive, path, published):
    report, manifest = Report(), _manifest(archive)
    document = _json(archive, "synthesis.json", report, canonical)
    snapshot = _json(archive, "snapshot.json", report, canonical_ascii) if manifest.get("snapshot") else None
    wanted = defaultdict(list)
    contributions = {}
    for version, pk, what in passages(document):
        wanted[version].append(what)
        contributions[version] = pk
    data = Data(archive, report, wanted, _members(document), _until(manifest))
    if document is not None:
        guarded(report, "synthesis.json", _document, document, snapshot, data, manifest, report)
        guarded(report, "synthesis.json", Figures(document, data, manifest, report).check)
        guarded(report, "synthesis.json", _left, wanted, contributions, document, data, report)
    guarded(report, "manifest.json, files", _files, archive, manifest, report)
    guarded(report, "manifest.json", _facts, manifest, published, document, report)
    report.facts["sha256"] = _sha256(path)
    return report


def _members(document):
    """The contributions that are of one voice with others; none of a document that is not what it must be."""
    try:
        parts = [question["part"] for theme in document["themes"] for question in theme["questions"]]
        return {pk for part in parts for voice in part["voices"] for pk in voice["members"]}
    except (KeyError, TypeError):
        return set()


def _until(manifest):
    """Up to when the roll-up read texts."""
    try:
        return datetime.datetime.fromisoformat(manifest["snapshot"]["cut_off"])
    except (KeyError, TypeError, ValueError):
        return None


def _manifest(archive):
    try:
        manifest = parsed(archive.whole("manifest.json"))
        found = manifest["format"]
    except (KeyError, TypeError, ValueError, *BROKEN) as error:
        raise Unreadable("no_manifest", why=f"{type(error).__name__}: {error}"[:120]) from None
    if found != FORMAT:
        raise Unreadable("bad_format", found=_short(found), known=FORMAT)
    return manifest


def _json(archive, name, report, form):
    if name not in archive.names:
        return report.differs(name, "missing_file")
    try:
        data = archive.whole(name)
        value = parsed(data)
        if form(value) != data:
            report.differs(name, "canonical")
        if isinstance(value, dict):
            return value
        report.differs(name, "shape", why=type(value).__name__)
    except BROKEN as error:
        report.differs(name, "damaged", why=error)
    except (ValueError, RecursionError) as error:
        report.differs(name, "json", why=str(error)[:120])


def _document(document, snapshot, data, manifest, report):
    """Each part by itself: what is wrong with one does not hide what is wrong with the next."""
    told, left_out = manifest["synthesis"], set(manifest["left_out"]["quotes"])
    report.equal("synthesis.json", "sha256", hashlib.sha256(canonical(document)).hexdigest(), told["sha256"])
    for name in ("number", "kind", "title", "is_draft", "made_at"):
        report.equal("manifest.json, synthesis", name, told[name], document[name])
    guarded(report, "synthesis.json, quotes", check_quotes, document, data, report, left_out)
    guarded(report, "synthesis.json, themes", check_statements, document, data, report)
    if snapshot is not None:
        guarded(report, "snapshot.json", check_snapshot, snapshot, document, manifest, report)
    else:
        report.equal("synthesis.json", "snapshot_sha256", document["snapshot_sha256"], "")


def _left(wanted, contributions, document, data, report):
    """Passages whose version is not in the data: of texts that are not public any more, or they should be there."""
    quoted = {quote.get("version") for quote in document.get("quotes", ()) if isinstance(quote, dict)}
    for version, found in wanted.items():
        if version in contributions and version in quoted:
            continue  # said by `check_quotes`
        for place, *_what in found:
            if contributions.get(version) in data.texts or version not in contributions:
                report.differs(place, "nowhere", field="version", found=version, where="versions")
            else:
                report.unknown["passages"] += 1


def _files(archive, manifest, report):
    """What the manifest says of each file is so; there is no other."""
    for name in set(archive.names) & set(manifest["files"]) - set(archive.sums):
        if not name.startswith(("data/", "tables/")):
            _drain(archive, name, report)
    for name, told in manifest["files"].items():
        _file(archive, name, told, report)
    for name in sorted(set(archive.names) - set(manifest["files"]) - {"manifest.json"}):
        report.differs(name, "extra_file")
    for table in TABLES:
        told = manifest["tables"][table]["rows"]
        report.equal("manifest.json, tables", table, archive.sums.get(f"data/{table}.jsonl", {}).get("rows"), told)
        if f"tables/{table}.csv" not in archive.names:
            report.differs(f"tables/{table}.csv", "missing_file")


def _file(archive, name, told, report):
    report.checked["files"] += 1
    if name not in archive.names:
        report.differs(name, "missing_file")
    for field, value in archive.sums.get(name, {}).items():
        if told.get(field) != value:
            report.differs(name, "is_not", field=field, found=_short(value), expected=_short(told.get(field)))


def _drain(archive, name, report):
    try:
        archive.whole(name)
    except BROKEN as error:
        report.differs(name, "damaged", why=error)


def _facts(manifest, published, document, report):
    """What is told of the archive; the published document, where somebody has it, is this one with its names."""
    told = manifest["synthesis"]
    report.facts.update(published_sha256=told["published_sha256"], document_sha256=told["sha256"])
    report.facts.update(slug=manifest["consultation"]["slug"], number=told["number"], is_draft=told["is_draft"])
    if published is None:
        report.unknown["names"] += not told["is_draft"]
        return
    own = hashlib.sha256(canonical(published)).hexdigest()
    report.equal("--document", "sha256", own, told["published_sha256"])
    nameless = {**published, "quotes": [{**quote, "author": ""} for quote in published["quotes"]]}
    _same(report, "--document", nameless, document)


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


# --- Telling


def told(report, language):
    """The report in words, line by line."""
    yield say("differs", language, n=report.count) if report.count else say("agrees", language)
    yield from (f"  {place}{_colon(language)}{say(key, language, **values)}" for place, key, values in
                report.differences)  # fmt: skip
    if report.count > len(report.differences):
        yield "  " + say("more", language, n=report.count - len(report.differences))
    yield say("checked", language)
    yield from (f"  {n:>9}  {say(key, language)}" for key, n in report.checked.items())
    if report.unknown:
        yield say("unknown", language)
    for n, kind, pattern in _families(report):
        yield f"  {n:>9}  {say(kind, language, pattern=pattern)}"
    if report.facts.get("is_draft"):
        yield say("draft", language)
    if report.facts.get("published_sha256"):
        yield say("published_sha", language, sha=report.facts["published_sha256"])
    yield say("archive_sha", language, sha=report.facts.get("sha256", ""))


def _families(report):
    """(number, key of the words, what they name) of what could not be recomputed, each family of figures once."""
    counted = Counter()
    for key, n in report.unknown.items():
        kind, _, pattern = key.partition(":")
        family = next((name for known, name in FAMILIES if known.fullmatch(pattern)), "") if pattern else kind
        counted[(family, "") if family else (kind, pattern)] += n
    return [(n, *key) for key, n in sorted(counted.items()) if n]


def say(key, language, **values):
    return WORDS[key][language == "en"].format(**values)


def _colon(language):
    return ": " if language == "en" else " : "


def as_json(report, language):
    """The same for programs."""
    return {
        "agrees": not report.count,
        "count": report.count,
        "differences": [{"place": p, "what": say(key, language, **values)} for p, key, values in report.differences],
        "checked": [{"number": n, "what": say(key, language)} for key, n in report.checked.items()],
        "unknown": [{"number": n, "what": say(kind, language, pattern=p)} for n, kind, p in _families(report)],
        "facts": report.facts,
    }


def main(arguments=None, out=None):
    """0: all agrees; 1: something differs; 2: it cannot be read. What it finds is written to `out`."""
    parser = argparse.ArgumentParser(prog="verify.py", description=__doc__.splitlines()[0])
    parser.add_argument("archive")
    parser.add_argument("--document", help="JSON document of the published synthesis / document JSON publié")
    parser.add_argument("--lang", choices=["fr", "en"], default=_language())
    parser.add_argument("--json", action="store_true", help="for programs / pour les programmes")
    parser.add_argument("--largest", type=int, default=LARGEST, help="bytes, once unpacked / octets, une fois dépliée")
    options = parser.parse_args(arguments)
    try:
        report = verify(options.archive, _published(options.document), options.largest)
    except Unreadable as error:
        why = say(error.key, options.lang, **error.values)
        unreadable = {"agrees": False, "unreadable": why}
        print(json.dumps(unreadable) if options.json else say("unreadable", options.lang, why=why), file=out)
        return 2
    if options.json:
        print(json.dumps(as_json(report, options.lang)), file=out)
    else:
        print("\n".join(told(report, options.lang)), file=out)
    return 1 if report.count else 0


def _published(path):
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            return parsed(file.read(WHOLE))
    except OSError as error:
        raise Unreadable("no_file", why=error.strerror) from None
    except ValueError as error:
        raise Unreadable("json", why=error) from None


def _language():
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "fr"
    return "fr" if spoken.startswith("fr") or spoken in ("C", "POSIX", "C.UTF-8") else "en"


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
