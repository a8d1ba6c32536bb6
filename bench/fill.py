"""Fill the database of the environment for `bench.reading`: `python -m bench.fill CONTRIBUTIONS`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
django.setup()

from bench import data  # noqa: E402 (the rows need the settings)

if __name__ == "__main__":
    data.main(int(sys.argv[1]))
