"""The site's secret in the embedded mode: made once, kept beside the data."""

import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The key kept in `folder`, made at the first call; two processes that ask at once get the same one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text() or secret_key(_emptied(path))


def _emptied(path: Path) -> Path:
    """A key file that a crash left empty is made again."""
    path.unlink(missing_ok=True)
    return path.parent
