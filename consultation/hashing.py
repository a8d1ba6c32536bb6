"""How passwords are hashed."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id in 19 MiB, twice over, on one thread: what OWASP asks at least (Password Storage).

    Django's own takes 100 MiB and eight threads a password: four people who sign up at once in one web process would
    take 400 MB of it. Hashes made so are still believed, and made again when their owner signs in.

    A process makes one at a time, whatever many of its threads ask: four at once took 80 MB. One takes some 30 ms of
    processor, so those who sign in at once wait little.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
    _turn = threading.Lock()

    def encode(self, password: str, salt: str) -> str:
        with self._turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with self._turn:
            return super().verify(password, encoded)
