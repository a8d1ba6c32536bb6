"""Known vulnerabilities of what the platform runs on: `pip-audit` over requirements.txt.

    .venv/bin/python -m bench.dependencies

pip-audit (2.10 or later) is installed into a folder of its own that is removed afterwards; it asks pypi.org about each
pinned part. The exit status is that of pip-audit: 1 when something is known against a part.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pip-audit"], check=True)
        audit = [python, "-m", "pip_audit", "--requirement", PROJECT / "requirements.txt", "--progress-spinner", "off"]
        return subprocess.run(audit, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
