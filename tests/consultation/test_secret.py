"""The key of the embedded mode: one for all, whoever asks first."""

from concurrent.futures import ThreadPoolExecutor

from consultation import secret


def test_all_who_ask_at_once_get_the_same_key(tmp_path):
    for number in range(50):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(secret.secret_key, [folder] * 8))
        assert keys == {(folder / "secret-key").read_text()}
        assert len(keys.pop()) > 50


def test_only_its_owner_reads_it_and_nothing_else_is_left(tmp_path):
    secret.secret_key(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
