"""The command `malgwi`: which commands there are. What each does stands in `ui.commands`."""

from __future__ import annotations

import typer

from ui.commands import (
    actions,
    assistants,
    calendar,
    calibrate,
    check,
    choosing,
    compare,
    conversations,
    corpus,
    data,
    dialogs,
    experts,
    export,
    figures,
    fill,
    filters,
    hearing,
    label,
    learn,
    measure,
    noise,
    normalise,
    outbox,
    pretrain,
    serve,
    talk,
    tasks,
    tokenizer,
    understand,
    vectors,
)
from ui.commands.korean import KoreanCommand, KoreanGroup, speak_korean

app = typer.Typer(
    name="malgwi",
    cls=KoreanGroup,
    help="말귀: 한국어를 말로 듣고 글로 읽어, 뜻을 알고 답합니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
speak_korean()


def _add(group: typer.Typer, name: str, command: object) -> None:
    group.command(name, cls=KoreanCommand)(command)  # type: ignore[type-var]


_add(app, "new", assistants.new)
_add(app, "check", check.check)
_add(app, "train", assistants.train)
_add(app, "label", label.label)
_add(app, "understand", understand.understand)
_add(app, "listen", talk.listen)
_add(app, "chat", talk.chat)
_add(app, "web", talk.web)
_add(app, "serve", serve.serve)
_add(app, "actions", actions.actions)
_add(app, "test-dialogs", dialogs.play)
_add(app, "normalise", normalise.normalise)
_add(app, "evaluate", measure.evaluate)
_add(app, "evaluate-speech", hearing.evaluate_speech)
_add(app, "evaluate-slu", hearing.evaluate_slu)
_add(app, "pretrain", pretrain.pretrain)
_add(app, "finetune", learn.finetune)
_add(app, "fit-experts", experts.fit_experts)
_add(app, "calibrate", calibrate.calibrate)
_add(app, "fit-choice", choosing.fit_choice)
_add(app, "finetune-tasks", tasks.finetune_tasks)
_add(app, "classify", tasks.classify)

_add(app, "compare", compare.compare)
_add(app, "fill", fill.fill)

_conversations = typer.Typer(
    cls=KoreanGroup, help="저장된 대화를 살피고 내보내고 지웁니다.", no_args_is_help=True
)
_add(_conversations, "list", conversations.list_)
_add(_conversations, "export", conversations.export)
_add(_conversations, "replay", conversations.replay)
_add(_conversations, "delete", conversations.delete)
_add(_conversations, "expire", conversations.expire)
app.add_typer(_conversations, name="conversations")

_calendar = typer.Typer(cls=KoreanGroup, help="달력을 내보냅니다.", no_args_is_help=True)
_add(_calendar, "export", calendar.export)
app.add_typer(_calendar, name="calendar")

_outbox = typer.Typer(
    cls=KoreanGroup, help="MQTT와 웹훅으로 나갈 메시지를 보내고 살핍니다.", no_args_is_help=True
)
_add(_outbox, "deliver", outbox.deliver)
_add(_outbox, "list", outbox.list_)
_add(_outbox, "retry", outbox.retry)
app.add_typer(_outbox, name="outbox")

_data = typer.Typer(cls=KoreanGroup, help="자료를 살피고 받습니다.", no_args_is_help=True)
_add(_data, "check", data.check)
_add(_data, "download", data.download)
app.add_typer(_data, name="data")

_corpus = typer.Typer(
    cls=KoreanGroup, help="사전 학습할 글을 살피고 묶습니다.", no_args_is_help=True
)
_add(_corpus, "count", corpus.count)
_add(_corpus, "text", corpus.text)
_add(_corpus, "pack", corpus.pack)
_add(_corpus, "words", corpus.words)
_add(_corpus, "show", corpus.show)
_add(_corpus, "verify", corpus.verify)
_add(_corpus, "split", corpus.split)
_add(_corpus, "join", corpus.join)
app.add_typer(_corpus, name="corpus")

_noise = typer.Typer(
    cls=KoreanGroup, help="예문을 사람이 쓰듯이 고쳐 씁니다.", no_args_is_help=True
)
_add(_noise, "apply", noise.apply)
_add(_noise, "fit", noise.fit)
_add(_noise, "profiles", noise.profiles)
app.add_typer(_noise, name="noise")

_tokenizer = typer.Typer(
    cls=KoreanGroup, help="토크나이저를 학습하고 재고 써 봅니다.", no_args_is_help=True
)
_add(_tokenizer, "train", tokenizer.train)
_add(_tokenizer, "report", tokenizer.report)
_add(_tokenizer, "cut", tokenizer.cut)
_add(_tokenizer, "take", pretrain.take_tokenizer)
app.add_typer(_tokenizer, name="tokenizer")

_vectors = typer.Typer(
    cls=KoreanGroup, help="낱말 벡터를 배우고 물어보고 나릅니다.", no_args_is_help=True
)
_add(_vectors, "train", vectors.train)
_add(_vectors, "nearest", vectors.nearest)
_add(_vectors, "analogy", vectors.analogy)
_add(_vectors, "similarity", vectors.similarity)
_add(_vectors, "filters", filters.filters)
_add(_vectors, "export", vectors.export)
_add(_vectors, "import", vectors.import_)
_add(_vectors, "shrink", vectors.shrink)
app.add_typer(_vectors, name="vectors")

_export = typer.Typer(
    cls=KoreanGroup, help="모델을 다른 프로그램이 쓰게 내보냅니다.", no_args_is_help=True
)
_add(_export, "onnx", export.onnx)
_add(_export, "elmo", export.elmo)
_add(_export, "bert", export.bert)
app.add_typer(_export, name="export")

_draw = typer.Typer(
    cls=KoreanGroup, help="낱말 벡터와 인코더가 배운 것을 그립니다.", no_args_is_help=True
)
_add(_draw, "map", figures.word_map)
_add(_draw, "heat", figures.heat)
_add(_draw, "neighbours", figures.neighbours)
_add(_draw, "senses", figures.senses)
_add(_draw, "mix", figures.mix)
_add(_draw, "bars", figures.bars)
app.add_typer(_draw, name="draw")


def main() -> None:
    app()
