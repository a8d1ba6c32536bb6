"""What the staff sends about harvest and synthesis: checked here for its shape, in the actions for its sense."""

from synthesis.forms.harvesting import HarvestForm, ReadForm
from synthesis.forms.ideas import IdeaForm
from synthesis.forms.writing import NewStatementForm, RemarkForm, StatementForm, SynthesisForm

__all__ = ["HarvestForm", "IdeaForm", "NewStatementForm", "ReadForm", "RemarkForm", "StatementForm", "SynthesisForm"]
