"""The parts of the platform on loopback, as one machine runs them: those of the fault test, set as in production."""

from tests.chaos.parts import Parts


class Site(Parts):
    """PostgreSQL, Valkey, gunicorn and the worker of one folder; `mail_port` is where mail is taken."""

    def __init__(self, var, mail_port: int):
        super().__init__(var)
        self.mail_port = mail_port

    def environment(self) -> dict[str, str]:
        """Behind a proxy that says whose request it passes on; intervals of jobs and metrics as in production."""
        return super().environment() | {
            "BEHIND_PROXY": "true",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}/",
            "JOB_LEASE": "30",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "WARNING",
            "METRICS_TOKEN": "of-the-load",
            "PROMETHEUS_MULTIPROC_DIR": str(self.var / "metrics"),
            "SWEEP_EVERY": "20",
        }
