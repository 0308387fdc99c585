"""The lab's view: draws any lab from its declaration, runs its model, and keeps the learner's prediction."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import traitlets
from IPython.display import HTML, display

from course import progress
from course.charts.theme import HEIGHT, ON_DARK
from course.labs.engine import Choice, Control, Lab, ParameterError, Slider
from course.text import Words
from course.widgets import vega
from course.widgets.base import CourseView
from course.widgets.decision import DECISION_WORDS, keep_decision
from course.widgets.figure import Figure, folded, html_table
from course.widgets.packing import pack

#: Words of the views that the page needs, by id.
_PAGE_WORDS = (
    *(f"view.{key}" for key in ("controls", "reset", "loading", "chart_failed", "no_kernel", "table", "explanation")),
    *(f"view.card{key}" for key in ("", ".assumptions", ".blind", ".not_for", ".defaults")),
    *(f"predict.{key}" for key in ("title", "why", "lock", "skip", "missing", "skipped", "show", "again")),
    *(f"predict.{key}" for key in ("yours", "right", "wrong", "ask")),
    *DECISION_WORDS,
)
#: Words of the lab itself that the page needs, by what follows the lab's id.
_LAB_WORDS = ("purpose", "explanation", "card.assumptions", "card.blind", "card.not_for")


def table_config(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table as the page takes it: headings, and rows of texts."""
    return {"header": [str(column) for column in table.columns], "rows": table.astype(str).to_numpy().tolist()}


def control_config(lab: Lab[Any], control: Control, words: Words) -> dict[str, Any]:
    """Return a control as the page takes it."""
    name = f"{lab.id}.{control.name}"
    shared = {
        "name": control.name,
        "label": words(f"{name}.label"),
        "help": words(f"{name}.help"),
        "start": control.default,
    }
    if isinstance(control, Slider):
        bounds = {key: getattr(control, key) for key in ("low", "high", "step", "decimals", "percent")}
        return {"kind": "slider", "unit": words(f"unit.{control.unit}"), **bounds, **shared}
    if isinstance(control, Choice):
        options = [{"value": value, "text": words(f"{name}.option.{value}")} for value in control.options]
        return {"kind": "choice", "options": options, **shared}
    return {"kind": "switch", **shared}


def origins(lab: Lab[Any], words: Words) -> pd.DataFrame:
    """Return where every starting value and constant of a lab comes from, as a table in the learner's language."""
    rows = []
    for control in lab.controls:
        shown = lab.show(control, control.default, words)
        rows.append((words(f"{lab.id}.{control.name}.label"), shown, control.origin))
    for constant in lab.constants:
        decimals = 0 if constant.value == int(constant.value) else 2
        rows.append(
            (words(f"{lab.id}.constant.{constant.name}"), words.number(constant.value, decimals), constant.origin)
        )
    texts = [
        (name, shown, words(f"view.origin.{origin.kind}", reference=words.reference(origin.reference)))
        for name, shown, origin in rows
    ]
    return pd.DataFrame(texts, columns=[words(f"view.card.{column}") for column in ("name", "value", "origin")])


def live_spec(lab: Lab[Any], rows: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Return the lab's chart for the page: no rows of its own, no title (the page shows it), named data `rows`."""
    spec = dict(lab.chart(rows, words).to_dict())
    del spec["datasets"], spec["title"], spec["description"]
    spec["data"] = {"name": "rows"}
    spec["height"] = HEIGHT
    return spec


class LabView(CourseView):
    """One lab on the page, and below it the picture of its starting values for those who read without a kernel."""

    columns = traitlets.Dict().tag(sync=True)
    rows = traitlets.Bytes().tag(sync=True)

    def __init__(self, lab: Lab[Any], lang: str) -> None:
        """Run the lab at its defaults and describe it to the page."""
        words = lab.words(lang)
        self.lab = lab
        self.params = lab.defaults()
        start = lab.run(**self.params)
        rows = lab.frame(start, words)
        columns, packed = pack(rows)
        # As high as the live view: what lies on steps (a row for each method) would else be squeezed.
        picture = lab.chart(rows, words).properties(height=HEIGHT)
        self.figure = Figure(picture, lab.table(start, words), words)
        summary = lab.summary(start, words)
        before = progress.latest("prediction", lab.lesson, lab.id)
        config = {
            "id": lab.id,
            "title": words(f"{lab.id}.title"),
            "question": words(f"{lab.id}.chart.title"),
            "lang": lang,
            "summary": summary,
            "controls": [control_config(lab, control, words) for control in lab.controls],
            "predictions": [self._prediction_config(prediction, words) for prediction in lab.predictions],
            "answered": before,
            "defaults": table_config(origins(lab, words)),
            "spec": live_spec(lab, rows, words),
            "dark": ON_DARK,
            "vega": vega.VERSION,
            "words": {key: words(key) for key in _PAGE_WORDS} | {key: words(f"{lab.id}.{key}") for key in _LAB_WORDS},
        }
        super().__init__(
            words=words, lesson=lab.lesson, plain=summary, kind="lab", config=config, columns=columns, rows=packed
        )

    def _prediction_config(self, prediction: Any, words: Words) -> dict[str, Any]:
        name = f"{self.lab.id}.predict.{prediction.id}"
        return {
            "id": prediction.id,
            "question": words(name),
            "options": [{"value": option, "text": words(f"{name}.{option}")} for option in prediction.options],
            "change": dict(prediction.change),
        }

    def answer(self, message: dict[str, Any]) -> None:
        """Answer the page: run, reveal, predict, decide, hello or vega."""
        reply = {"id": message.get("id")}
        kind = message.get("type")
        if kind == "run":
            self._run(message, reply)
        elif kind == "reveal":
            prediction = next((p for p in self.lab.predictions if p.id == message.get("prediction")), None)
            if prediction:
                self.send({**reply, "type": "revealed", "option": self.lab.verdict(prediction)})
        elif kind == "predict":
            self._keep_prediction(message.get("answers"))
        elif kind == "decide":
            prediction = (self.config["answered"] or {}).get("answers")
            saved, text = keep_decision(self.lab, message, prediction, self.words)
            self.send({**reply, "type": "decided", "saved": saved, "text": text})
        elif kind == "hello":
            self.send({**reply, "type": "hello"})
        elif kind == "vega":
            packed = vega.packed_vega()
            self.send({**reply, "type": "vega"}, [packed] if packed else [])

    def _run(self, message: dict[str, Any], reply: dict[str, Any]) -> None:
        try:
            params = self.lab.take(message.get("params"), self.words)
        except ParameterError as error:
            self.send({**reply, "type": "refused", "text": str(error)})
            return
        try:
            result = self.lab.run(**params)
            columns, packed = pack(self.lab.frame(result, self.words))
            content = {**reply, "type": "result", "columns": columns, "summary": self.lab.summary(result, self.words)}
            if message.get("table"):
                content["table"] = table_config(self.lab.table(result, self.words))
        except Exception:
            # A fault of ours. The learner gets a sentence rather than silence, and the kernel's log the traceback.
            self.send({**reply, "type": "refused", "text": self.words("view.failed")})
            raise
        self.params = params
        self.send(content, [packed])

    def _keep_prediction(self, answers: object) -> None:
        asked = {prediction.id: prediction.options for prediction in self.lab.predictions}
        if isinstance(answers, dict):
            kept = {name: answers[name] for name in asked if answers.get(name) in asked[name]}
        else:
            kept = None
        self.save("prediction", self.lab.id, {"answers": kept})
        # A lab shown again in this session must not ask twice, saved or not.
        self.config = {**self.config, "answered": {"answers": kept}}

    def _ipython_display_(self) -> None:
        super()._ipython_display_()
        self.figure._ipython_display_()
        display(HTML(self._card()))  # type: ignore[no-untyped-call]

    def _card(self) -> str:
        """Return purpose and model card as HTML, for those who read without a kernel."""
        words, lab = self.words, self.lab
        parts = []
        for part in ("assumptions", "blind", "not_for"):
            items = "".join(f"<li>{html.escape(line)}</li>" for line in words.lines(f"{lab.id}.card.{part}"))
            parts.append(f"<p><strong>{html.escape(words(f'view.card.{part}'))}</strong></p><ul>{items}</ul>")
        parts.append(f"<p><strong>{html.escape(words('view.card.defaults'))}</strong></p>")
        parts.append(html_table(origins(lab, words)))
        return f"<p class='smt-static'>{html.escape(words('view.static'))}</p>" + folded(
            words("view.card"), "".join(parts)
        )
