"""What the room stores."""

from dieuhanh.reporting.models.assignments import Assignment, Extension, Reminder
from dieuhanh.reporting.models.catalogue import (
    Breakdown,
    Indicator,
    IndicatorVersion,
    Section,
    Source,
    Target,
)
from dieuhanh.reporting.models.facts import Fact, FactBatch, Rollup
from dieuhanh.reporting.models.forms import Form, FormVersion
from dieuhanh.reporting.models.regimes import OpenedPeriod, Regime, RegimeForm, RegimeVersion
from dieuhanh.reporting.models.submissions import Submission, SubmissionFile, Transition, Upload

__all__ = [
    "Assignment",
    "Breakdown",
    "Extension",
    "Fact",
    "FactBatch",
    "Form",
    "FormVersion",
    "Indicator",
    "IndicatorVersion",
    "OpenedPeriod",
    "Regime",
    "RegimeForm",
    "RegimeVersion",
    "Reminder",
    "Rollup",
    "Section",
    "Source",
    "Submission",
    "SubmissionFile",
    "Target",
    "Transition",
    "Upload",
]
