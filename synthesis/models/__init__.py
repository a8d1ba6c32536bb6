"""Harvest, ideas, roll-up, synthesis and exports."""

from synthesis.models.coding import SecondPassage, SecondReading
from synthesis.models.files import Export, ExportChunk, ReportTemplate
from synthesis.models.harvesting import Extract, HarvestPlan, Idea, Reading, Turn
from synthesis.models.jobs import FileJob, Job, JobState
from synthesis.models.parts import ExportPart, ExportPartChunk
from synthesis.models.rollups import ProposedPassage, RollUp, RollUpPart, RollUpShard, Suggestion, TextFeatures
from synthesis.models.standing import Standing
from synthesis.models.writing import Citation, Remark, Section, Statement, Synthesis

__all__ = [
    "Citation",
    "Export",
    "ExportChunk",
    "ExportPart",
    "ExportPartChunk",
    "Extract",
    "FileJob",
    "HarvestPlan",
    "Idea",
    "Job",
    "JobState",
    "ProposedPassage",
    "Reading",
    "Remark",
    "ReportTemplate",
    "RollUp",
    "RollUpPart",
    "RollUpShard",
    "SecondPassage",
    "SecondReading",
    "Section",
    "Standing",
    "Statement",
    "Suggestion",
    "Synthesis",
    "TextFeatures",
    "Turn",
]
