"""Passwords cost little memory, and those hashed before are still believed."""

from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from consultation.hashing import Argon2Hasher


def test_a_web_process_hashes_with_all_its_threads_within_80_mb(settings):
    settings.PASSWORD_HASHERS = ["consultation.hashing.Argon2Hasher"]
    made = extract_parameters(make_password("tiers-lieux-2018").removeprefix("argon2"))
    assert (made.memory_cost, made.time_cost, made.parallelism) == (19 * 1024, 2, 1)
    assert 4 * made.memory_cost * 1024 < 80e6


def test_a_password_hashed_before_is_believed_and_hashed_again(settings):
    before = Argon2PasswordHasher().encode("tiers-lieux-2018", "du-sel-en-quantite")
    settings.PASSWORD_HASHERS = ["consultation.hashing.Argon2Hasher"]
    kept = []
    assert check_password("tiers-lieux-2018", before, setter=kept.append)
    assert kept == ["tiers-lieux-2018"]
    assert Argon2Hasher().must_update(before)
