"""The worker of the site with less patience, so that a test need not wait as long as a web server does."""

from consultation import patience

patience.WAIT, patience.LINGER, patience.WRITE, patience.SLOWEST = 3, 1, 3, 1_000_000
HurriedWorker = patience.PatientWorker
