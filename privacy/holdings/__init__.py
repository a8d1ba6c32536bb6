"""What is held on a person: one declared list, from which it is shown, exported, erased and written about.

Every column of the project that leads to a person, and every JSON column, is answered for here:
`tests/privacy/test_holdings.py` walks the models and fails for one that is not.
"""

from privacy.holdings.account import ACCOUNT
from privacy.holdings.declared import Fate, Holding
from privacy.holdings.json_columns import JSON_COLUMNS
from privacy.holdings.texts import TEXTS
from privacy.holdings.told import TOLD
from privacy.holdings.work import WORK

HOLDINGS: tuple[Holding, ...] = tuple(holding for holding in (*ACCOUNT, *TEXTS, *TOLD, *WORK) if holding.is_installed)

__all__ = ["HOLDINGS", "JSON_COLUMNS", "Fate", "Holding"]
