"""Lab: a unit's budget year, month by month, at a pace that the learner sets (model: `course.models.budget`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import COLOURS, finish
from course.labs.engine import Choice, Constant, Lab, Origin, Prediction, Slider, Switch
from course.models.arrays import Array
from course.models.budget import MONTHS, BudgetYear, budget_year, seasonal_demand
from course.models.payment import monthly_payments
from course.text import Words

#: The unit's assignment in mix points, and its frame in the same number. Ours.
ASSIGNMENT = 1200.0
#: The prepaid share where payment is variable. Ours; the source says just over half.
PREPAID_SHARE = 0.55

_RULES = ("appropriation", "variable")


@dataclass(frozen=True)
class Result:
    """One budget year. arrived: money that has come in by the end of each month, shape (12,)."""

    year: BudgetYear
    arrived: Array

    @property
    def treated(self) -> float:
        """Mix points done in the year."""
        return float(self.year.treated.sum())

    @property
    def money(self) -> float:
        """Money left at the end of the year; below zero is a deficit."""
        return float(self.year.money[-1])


def run(rule: str, pace: float, stop: bool, slack: float, fixed_share: float, swing: float) -> Result:
    """Run one year; slack is a part of the assignment."""
    prepaid = 1.0 if rule == "appropriation" else PREPAID_SHARE
    demand = seasonal_demand(ASSIGNMENT, swing)
    year = budget_year(demand, ASSIGNMENT, prepaid, pace, fixed_share, slack=slack * ASSIGNMENT, stop=stop)
    # A second hospital that does nothing leaves the slack: what this unit may take over is paid after the year.
    goals = np.array([ASSIGNMENT, slack * ASSIGNMENT])
    flow = monthly_payments(np.column_stack([year.treated, np.zeros(MONTHS)]), goals, goals, prepaid)
    return Result(year=year, arrived=np.cumsum(flow[:MONTHS, 0]))


def _months(words: Words) -> list[str]:
    return words.lines("months.short")


def _parts(words: Words) -> list[str]:
    return [words("budget-year.treated"), words("budget-year.turned_away")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: treated and turned away, month by month."""
    year = result.year
    return pd.DataFrame(
        {
            "month": np.tile(_months(words), 2),
            "series": np.repeat(_parts(words), MONTHS),
            "part": np.repeat([0, 1], MONTHS),
            "points": np.concatenate([year.treated, year.wanted - year.treated]).round(3),
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Bars by month: what was treated, and on top of it what was turned away."""
    names = _parts(words)
    colour = alt.Scale(domain=names, range=[COLOURS[0], "transparent"])
    outline = alt.Scale(domain=names, range=list(COLOURS[:2]))
    bars = (
        alt.Chart(rows)
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=alt.X("month:N", sort=_months(words), title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("points:Q", title=words("budget-year.chart.y"), scale=alt.Scale(domain=[0, 180]), stack="zero"),
            color=alt.Color("series:N", title=None, sort=names, scale=colour, legend=alt.Legend(symbolStrokeWidth=1.5)),
            stroke=alt.Stroke("series:N", title=None, sort=names, scale=outline),
            strokeOpacity=alt.condition(alt.datum.points > 0, alt.value(1), alt.value(0)),
            order=alt.Order("part:Q"),
        )
    )
    return finish(
        bars,
        title=words("budget-year.chart.title"),
        description=words("budget-year.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row a month: wanted, treated, money that has arrived, and what is left of what was earned."""
    year = result.year
    columns = {"wanted": year.wanted, "treated": year.treated, "arrived": result.arrived, "money": year.money}
    shown = pd.DataFrame(columns).map(lambda value: words.number(value, 1))
    shown.columns = [words(f"budget-year.table.{name}") for name in columns]
    shown.insert(0, words("budget-year.table.month"), _months(words))
    return shown


def summary(result: Result, words: Words) -> str:
    """Say whether the unit had to turn patients away and when, and how the year ended in money."""
    year = result.year
    if year.closed_month:
        first = words(
            "budget-year.summary.closed",
            month=words.lines("months.long")[year.closed_month - 1],
            away=words.number(year.turned_away),
        )
    else:
        first = words("budget-year.summary.open", treated=words.number(result.treated))
    money = round(result.money, 1)
    ending = "even" if money == 0 else "left" if money > 0 else "deficit"
    return f"{first} {words(f'budget-year.summary.{ending}', money=words.amount(abs(money)))}"


def _closing(before: Result, after: Result) -> str:
    month = after.year.closed_month
    return "never" if month == 0 else "december" if month == 12 else "november" if month == 11 else "earlier"


LAB = Lab(
    id="budget-year",
    lesson="06-payment-rules",
    controls=(
        Choice("rule", "appropriation", _RULES, Origin("source", "SOU 2018:38, p. 124")),
        Slider("pace", 1.0, 0.8, 1.3, 0.01, "of_plan", percent=True),
        Switch("stop", True),
        Slider("slack", 0.0, 0.0, 0.2, 0.01, "of_assignment", percent=True),
        Slider("fixed_share", 0.7, 0.0, 0.9, 0.05, "of_frame", percent=True),
        Slider("swing", 0.0, 0.0, 0.3, 0.05, "around_average", percent=True),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("closing", ("earlier", "november", "december", "never"), {"pace": 1.1}, _closing),
        Prediction(
            "variable",
            ("earlier", "november", "december", "never"),
            {"rule": "variable", "pace": 1.1, "slack": 0.1},
            _closing,
        ),
    ),
    constants=(Constant("assignment", ASSIGNMENT), Constant("prepaid_share", PREPAID_SHARE)),
)
