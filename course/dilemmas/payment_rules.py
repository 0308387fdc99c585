"""The dilemmas of lesson 06."""

from __future__ import annotations

from course.dilemmas import Dilemma, Party
from course.labs.budget_year import Result as BudgetYear
from course.labs.payment_rules import YOURS
from course.labs.payment_rules import Result as PaymentYear

LESSON = "06-payment-rules"


def _paid_to_b(result: PaymentYear) -> float:
    return float(result.payment.total[YOURS])


def _region_pays(result: PaymentYear) -> float:
    return float(result.payment.total.sum())


def _paid_to_a(result: PaymentYear) -> float:
    return float(result.payment.total[0])


def _treated_late(result: BudgetYear) -> float:
    return float(result.year.treated[-2:].sum())


def _money(result: BudgetYear) -> float:
    return result.money


def _deficit(result: BudgetYear) -> float:
    return max(0.0, -result.money)


_ONE_SHORT_ONE_OVER = {"volume_a": 0.92, "volume_yours": 1.1}

DILEMMAS = (
    Dilemma(
        id="take-over",
        lab="payment-rules",
        options={
            "allow": {**_ONE_SHORT_ONE_OVER, "reallocation": True},
            "refuse": {**_ONE_SHORT_ONE_OVER, "reallocation": False},
        },
        parties=(
            Party("hospital_b", _paid_to_b, "more", 1),
            Party("hospital_a", _paid_to_a, "more", 1),
            Party("treasurer", _region_pays, "less", 1),
        ),
    ),
    Dilemma(
        id="november",
        lab="budget-year",
        options={"close": {"pace": 1.1, "stop": True}, "go_on": {"pace": 1.1, "stop": False}},
        parties=(
            Party("patients", _treated_late, "more"),
            Party("head", _money, "more"),
            Party("other_units", _deficit, "less"),
        ),
    ),
)
