"""manage.py audit: is the record of acts as it was written, and the record itself as lines of JSON."""

import re
import sys
from argparse import ArgumentTypeError

from consultation.audit import chain
from consultation.commands import PlatformCommand


def _head(value: str) -> chain.Head:
    found = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", value)
    if not found:
        raise ArgumentTypeError("attendu\u00a0: PLACE:SCEAU, comme 1250:9f3c… (64 chiffres hexadécimaux)")
    return chain.Head(int(found[1]), found[2])


class Command(PlatformCommand):
    help = "Vérifie la chaîne du journal des actes (verify), ou l’écrit en lignes JSON (export)."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, metavar="verify|export")
        verify = acts.add_parser("verify", help="scelle ce qui attend, puis relit toute la chaîne")
        verify.add_argument("--since", metavar="SCEAU", default="", help="ne relit que ce qui suit ce sceau")
        verify.add_argument("--head", metavar="PLACE:SCEAU", type=_head, help="un sceau noté ailleurs, à retrouver")
        acts.add_parser("export", help="une entrée scellée par ligne, dans l’ordre, sur la sortie")

    def handle(self, *args, act: str, **options):
        chain.seal_waiting()
        if act == "export":
            for line in chain.lines():
                self.stdout.write(line)
        else:
            self._verify(options["since"], options["head"])

    def _verify(self, since: str, held: chain.Head | None) -> None:
        try:
            found = chain.verify(since=since, held=held)
        except ValueError:
            self._refuse("Ce sceau n’est plus, ou n’a jamais été, dans le journal.")
        if found.broken is not None:
            self._refuse(
                f"Le journal est rompu à la place {found.broken}\u00a0: cette entrée, ou ce qui la précède, "
                f"a été modifiée, retirée, ajoutée ou déplacée. {found.sealed} entrées justes avant elle."
            )
        self.stdout.write(f"{found.sealed} entrées scellées et justes, {found.unsealed} en attente de leur sceau.")
        self.stdout.write(f"Tête du journal\u00a0: {found.head.place}:{found.head.seal}")

    def _refuse(self, words: str) -> None:
        self.stderr.write(words)
        sys.exit(1)
