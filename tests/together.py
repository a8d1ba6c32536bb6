"""Several acts at the same instant, each on its own connection: for tests with `transaction=True`."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection


def together(*acts: Callable) -> list[Exception]:
    """Run the acts at once; what any of them raised, refusals apart."""
    start, errors = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(10)
            act()
        except ValidationError:
            pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors
