"""What the beat asks the workers for, and how often, in seconds."""


def entries(*, seal: int, sweep: int, pulse: int, gather: int) -> dict[str, dict]:
    """For CELERY_BEAT_SCHEDULE. A demand that nobody took before the next one is dropped: each looks at all."""
    every = {
        "sign": ("consultation.signs.beat", 60),
        "seal": ("consultation.audit.tasks.seal", seal),
        "sweep-notices": ("consultation.notices.sweep_notices", 60),
        "sweep-invitations": ("administration.tasks.sweep_invitations", 60),
        "follow": ("following.tasks.sweep", 60),
        "pulse": ("debates.tasks.take_pulses", pulse),
        "sweep-personal-jobs": ("privacy.tasks.sweep", sweep),
        "limits": ("privacy.periodic.keep_to_the_limits", 3600),
        "sweep-files": ("consultation.files.tasks.sweep", 3600),
        "sweep-jobs": ("synthesis.tasks.sweep", sweep),
        "check-quotes": ("synthesis.tasks.check_quotes", 86400),  # every quote, each time: the interval is the window
        "learn": ("synthesis.tasks.learn_all", 3600),
        "attempts": ("consultation.attempts.forget", 3600),
        "sessions": ("consultation.sessions.erase_expired", 3600),
        "campaigns": ("debates.tasks.gather_campaigns", 600),
        "seen": ("debates.tasks.gather_seen", gather),
    }
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in every.items()
    }
