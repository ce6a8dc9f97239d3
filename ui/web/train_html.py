"""What the page to teach on shows, as HTML: pure functions. Whatever a person wrote is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dialog.names import Names
from dialog.teaching.checks import Checked
from dialog.teaching.comparing import MEASURES, Answer, Measured, Pair
from dialog.teaching.examples import Placed
from dialog.teaching.progress import Course
from slu.core import Utterance
from slu.evaluation.reports import Table
from ui.web import charts
from ui.web.frame import empty, fault
from ui.web.language import Language
from ui.web.render import escape

SHOWN: Final = 60
_MEASURES: Final = {
    "intent_accuracy": ("의도 정확도", "intent accuracy"),
    "slot_f1": ("슬롯 F1", "slot F1"),
    "exact_match": ("문장 전체가 맞음", "whole sentence right"),
}
_ON: Final = {
    "dev": ("dev.yml의 예문", "examples of dev.yml"),
    "held-out": ("배우지 않고 남겨 둔 예문", "examples held out"),
    "learned": ("배운 예문", "examples it learned from"),
}
_STATES: Final = {
    "idle": ("아직 가르치지 않았습니다.", "Nothing has been trained yet."),
    "running": ("가르치는 중입니다.", "Training."),
    "done": ("다 가르쳤습니다. 아래에서 견줘 보세요.", "Trained. Compare it below."),
    "failed": ("학습하지 못했습니다.", "Training failed."),
    "stopped": (
        "멈췄습니다. 같은 예문으로 다시 시작하면 이어집니다.",
        "Stopped. Begun again with the same examples it goes on.",
    ),
}


def done(sentence: str) -> str:
    return f'<p class="mg-done" role="status">{escape(sentence)}</p>'


def examples(found: Sequence[Placed], root: Path, names: Names, say: Language) -> str:
    """A row an example of the folder `root`; its sentence is a button that brings it into the
    editor."""
    if not found:
        return empty(
            say(
                "맞는 예문이 없습니다. 아래에 적어 더하거나 파일을 올리세요.",
                "No such example. Write one below, or upload a file.",
            )
        )
    rows = "".join(
        f'<tr><td><button type="button" data-say="{escape(place_of(one, root))}">'
        f"{marked(one.example)}</button></td>"
        f"<td>{escape(names.intent(str(one.example.intent)))}</td></tr>"
        for one in found[:SHOWN]
    )
    more = len(found) - SHOWN
    note = (
        empty(say(f"{more:,}개가 더 있습니다. 걸러 보세요.", f"{more:,} more: filter them."))
        if more > 0
        else ""
    )
    head = "".join(
        f'<th scope="col">{each}</th>' for each in (say("문장", "Sentence"), say("의도", "Intent"))
    )
    label = say(f"예문 {len(found):,}개", f"{len(found):,} examples")
    body = charts.wide(
        f'<table class="mg-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        label,
    )
    return f'<p class="mg-dim">{label}</p><div class="mg-examples">{body}</div>{note}'


def place_of(one: Placed, root: Path) -> str:
    """A name for where the example stands in the folder `root`."""
    return f"{one.path.relative_to(root)}:{one.line}"


def marked(example: Utterance) -> str:
    """The sentence, each slot in colour with its name."""
    parts, reached = [], 0
    for slot in example.slots:
        parts.append(escape(example.text[reached : slot.start]))
        said = escape(example.text[slot.start : slot.end])
        parts.append(f'<mark class="mg-name">{said}<small>{escape(slot.name)}</small></mark>')
        reached = slot.end
    return "".join([*parts, escape(example.text[reached:])])


def checked(found: Checked, say: Language) -> str:
    head = empty(
        say(
            f"예문 {found.examples:,}개, 의도 {found.intents}개",
            f"{found.examples:,} examples, {found.intents} intents",
        )
    )
    if not found.problems:
        return head + done(say("고칠 것이 없습니다.", "Nothing to put right."))
    rows = "".join(
        f'<li class="{"mg-stops" if one.stops else ""}">{escape(one.sentence)}</li>'
        for one in found.problems
    )
    return f'{head}<ul class="mg-problems">{rows}</ul>'


def course(found: Course, say: Language) -> str:
    """How far a training is: a bar, and curves epoch by epoch."""
    parts = [f'<p class="mg-state" role="status">{escape(say(*_STATES[found.state]))}</p>']
    if found.state == "failed":
        parts = [fault(found.fault)]
    if found.epochs:
        label = say(
            f"{found.epochs}번 가운데 {found.epoch}번째", f"epoch {found.epoch} of {found.epochs}"
        )
        loss = "" if found.loss is None else say("손실 ", "loss ") + f"{found.loss:.3f}"
        parts.append(
            f'<div class="mg-progress"><progress max="1" value="{found.share:.3f}" '
            f'aria-label="{escape(label)}"></progress><span>{found.share:.0%} · {escape(label)} · '
            f"{loss}</span></div>"
        )
    elif found.state == "running":
        parts.append(empty(say("모델을 여는 중입니다.", "Opening the model.")))
    if found.history:
        losses = [one.loss for one in found.history]
        measures = {
            say(*_MEASURES[name]): [float(getattr(one, name)) for one in found.history]
            for name in MEASURES
        }
        top = max(*losses, 1e-9)
        parts.append(
            '<div class="mg-curves">'
            + charts.lines({say("손실", "loss"): losses}, top, say("손실", "Loss"))
            + charts.lines(
                measures, 1.0, f"{say('맞은 몫', 'Share right')} ({measured_on(found, say)})"
            )
            + "</div>"
        )
    return "".join(parts)


def pairs(found: Sequence[Pair], names: Names, say: Language) -> str:
    """A row a sentence: what each model made of it; where they differ it is marked."""
    head = (say("문장", "Sentence"), say("지금 모델", "Old model"), say("새 모델", "New model"))
    rows = "".join(
        f'<tr class="{"mg-differs" if one.differs else ""}"><th scope="row">{escape(one.text)}</th>'
        f"<td>{_answer(one.old, names)}</td><td>{_answer(one.new, names)}</td></tr>"
        for one in found
    )
    heads = "".join(f'<th scope="col">{each}</th>' for each in head)
    return charts.wide(
        f'<table class="mg-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>',
        say("견준 문장", "Compared sentences"),
    )


def _answer(found: Answer, names: Names) -> str:
    return (
        f"<b>{escape(names.intent(found.intent))}</b> "
        f'<span class="mg-dim">{found.confidence:.0%}</span><br>{escape(found.marked)}'
    )


def measured_on(found: Course, say: Language) -> str:
    """Which examples the measures of a training are of."""
    korean, english = _ON[found.measured_on]
    return say(f"{korean} {found.measured:,}개", f"{found.measured:,} {english}")


def measured(found: Measured, about: str, say: Language) -> str:
    """The measures of both models, what they are of, and what must be known beside them."""
    notes = [say(f"{about}로 잰 값입니다.", f"Measured on {about}.")]
    if not found.knows:
        notes.append(
            say("지금 모델은 이 의도들을 모릅니다.", "The old model knows none of these intents.")
        )
    elif found.taught_old:
        notes.append(
            say(
                "지금 모델은 이 예문을 배웠을 수 있어 높게 나올 수 있습니다.",
                "The old model may have learned from these, so it may look better than it is.",
            )
        )
    rows = tuple(
        (say(*_MEASURES[name]), f"{found.old[name]:.1%}", f"{found.new[name]:.1%}")
        for name in MEASURES
    )
    heading = ("", say("지금 모델", "Old model"), say("새 모델", "New model"))
    return charts.table(Table(heading, rows)) + empty(" ".join(notes))


def waiting(sentence: str, confidence: float, left: int, say: Language) -> str:
    """A sentence that waits to be labelled, and how many do."""
    told = say(
        f"확신 {confidence:.0%} · {left:,}문장이 기다립니다.",
        f"confidence {confidence:.0%} · {left:,} sentences wait.",
    )
    return f'<p class="mg-waits">{escape(sentence)}</p>{empty(told)}'


def as_options(intents: Sequence[str], names: Names) -> list[tuple[str, str]]:
    """Choices of intents: what people call them, and their names."""
    return [
        (name if names.intent(name) == name else f"{names.intent(name)} ({name})", name)
        for name in intents
    ]
