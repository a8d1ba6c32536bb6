"""Sealing and reading the record of acts, on entries of its own in an embedded database made for it.

    .venv/bin/python -m bench.audit [ENTRIES]

The aims: 5,000 entries sealed a second, 10,000 read again, in memory that does not grow with the record.
"""

import os
import resource
import sys
import tempfile
import time

AIM_SEALED, AIM_READ, AIM_GROWTH_MB = 5_000, 10_000, 40
INSERT = """
INSERT INTO consultation_auditentry (at, action, target, details)
SELECT now() + n * interval '1 second', 'contribution.posted', 'debates.contribution:' || n,
    jsonb_build_object('state', 'pending', 'version', mod(n, 5))
FROM generate_series(1, %s) AS n
"""


def main(entries: int) -> int:
    """Fill, seal, read; 1 when an aim is missed."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"EMBEDDED_VAR": var, "DJANGO_SETTINGS_MODULE": "consultation.settings"}
        import django

        django.setup()
        return _measure(entries)


def _measure(entries: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    from consultation.audit import chain

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [entries])
    before = _memory()
    sealed = _rate(chain.seal_waiting, entries, "sealed", AIM_SEALED)
    read = _rate(chain.verify, entries, "read again", AIM_READ)
    grown = _memory() - before
    print(f"memory grew by {grown:.0f} MB (aim: under {AIM_GROWTH_MB})")
    connection.close()
    return int(sealed < AIM_SEALED or read < AIM_READ or grown > AIM_GROWTH_MB)


def _rate(work, entries: int, word: str, aim: int) -> float:
    began = time.monotonic()
    work()
    rate = entries / (time.monotonic() - began)
    print(f"{entries} entries {word}: {rate:.0f} a second (aim: {aim})", flush=True)
    return rate


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
