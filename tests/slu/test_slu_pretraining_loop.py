"""The pretraining loop on a tiny model: it learns, is continued only by the same options, keeps to
its plan, and leaves an encoder that fine-tuning takes."""

import json
import tempfile
from dataclasses import replace

import pytest
import torch
from accelerate import Accelerator
from corpus_kit import tokenizer_file
from pretraining_kit import tiny_options, tiny_pack
from torch.utils.flop_counter import FlopCounterMode
from transformers import BertConfig, BertModel

from slu.data.corpus import parts
from slu.data.packed import PackedCorpus
from slu.errors import DataError, ModelError
from slu.korean.subwords import Subwords
from slu.training.encoders import open_encoder
from slu.training.pretraining import export, plan
from slu.training.pretraining.batches import Batches, Share
from slu.training.pretraining.devices import flops_a_piece
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.loop import pretrain, sampler_of
from slu.training.pretraining.options import Learning, PretrainOptions, Task, read_options
from slu.training.pretraining.progress import Note, Saved, Step, line
from slu.training.pretraining.samples import fill_all, mask_blank
from slu.training.pretraining.start import encoder_tokenizer, make_objective


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pretraining")
    tiny_pack(folder)
    return folder


@pytest.fixture(scope="module")
def trained(place):
    """A finished run and what it reported."""
    news = []
    running = {"export_part_mb": 1, "checkpoint_minutes": 0.0}
    chosen = tiny_options(place, place / "pack", "trained", learning={"rate": 1e-2, "steps": 30},
                          running=running)  # fmt: skip
    assert pretrain(chosen, news.append)
    return place / "trained", news


def learner(options: PretrainOptions) -> tuple[Learner, Batches]:
    pack = PackedCorpus.open(options.pack)
    accelerator = Accelerator(cpu=True, mixed_precision="no")
    batches = Batches(sampler_of(options, pack), options.learning.batch_rows, Share(0, 1, 1))
    return Learner(make_objective(options, pack), options, accelerator), batches


def test_the_loss_falls_and_is_reported(trained) -> None:
    _, news = trained
    steps = [each for each in news if isinstance(each, Step)]
    assert [each.step for each in steps] == list(range(1, 31))
    assert steps[-1].losses["mlm"] < steps[0].losses["mlm"] - 0.5
    assert steps[-1].rate < steps[5].rate
    assert all(each.pieces_a_second > 0 and each.mfu > 0 for each in steps)
    assert line(steps[-1]).startswith("30/30 손실(정답률) mlm ")
    saved = next(each for each in news if isinstance(each, Saved))
    assert len(saved.filled[0].guesses) == 3
    assert "거실 [MASK] 좀 꺼 줘 → " in line(saved)


def test_the_folder_tells_all(trained) -> None:
    folder, _ = trained
    notes = json.loads((folder / "training.json").read_text("utf-8"))
    assert notes["options"]["learning"]["steps"] == 30
    assert set(notes["versions"]) == {"torch", "transformers", "tokenizers", "accelerate"}
    assert notes["data"]["sha256"]
    assert len(notes["history"]) == 30
    assert json.loads((folder / "curve.json").read_text("utf-8")) == notes["history"]
    assert "거실 [MASK] 좀 꺼 줘" in (folder / "README.md").read_text("utf-8")
    assert {path.name for path in folder.parent.glob("*.unfinished")} == set()


def test_fine_tuning_takes_the_encoder(trained) -> None:
    encoder, subwords = open_encoder(str(trained[0]))
    assert encoder.config.num_hidden_layers == 2
    assert subwords.size == encoder.config.vocab_size
    ids = torch.tensor([[subwords.first, *subwords.cut("거실 불 좀 꺼").ids, subwords.last]])
    assert encoder(ids).last_hidden_state.shape == (*ids.shape, 32)


def test_parts_give_the_encoder_back_in_16_bits(trained, tmp_path) -> None:
    folder = trained[0]
    parts.join(folder.with_name("trained.parts"), tmp_path / "joined", lambda done, whole: None)
    before, after = open_encoder(str(folder))[0], open_encoder(str(tmp_path / "joined"))[0]
    for name, weight in before.state_dict().items():
        assert after.state_dict()[name].dtype == torch.float32
        assert torch.equal(after.state_dict()[name], weight.half().float()), name
    sizes = [(each / "model.safetensors").stat().st_size for each in (folder, tmp_path / "joined")]
    assert sizes[1] < sizes[0] * 0.6


def test_a_finished_encoder_is_not_overwritten(trained) -> None:
    folder = trained[0]
    with pytest.raises(DataError, match="이미 있는 폴더"):
        pretrain(tiny_options(folder.parent, folder.parent / "pack", "trained"), print)


@pytest.mark.parametrize("parted", [False, True])
def test_a_run_broken_off_after_its_encoder_only_ends(place, monkeypatch, parted) -> None:
    """Before it wrote the parts, and before it cleared its state away."""
    out = f"late-{parted}"
    chosen = tiny_options(
        place, place / "pack", out, learning={"steps": 2}, running={"export_part_mb": 1}
    )
    in_parts = export._in_parts

    def break_off(*given) -> None:
        if parted:
            in_parts(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(export, "_in_parts", break_off)
        with pytest.raises(KeyboardInterrupt):
            pretrain(chosen, lambda news: None)
    assert (place / f"{out}.unfinished").exists()
    assert (place / f"{out}.parts").exists() is parted
    weights = (place / out / "model.safetensors").stat().st_mtime_ns
    others = tiny_options(place, place / "pack", out, learning={"steps": 3})
    with pytest.raises(DataError, match=r"learning\.steps"):
        pretrain(others, print)
    news = []
    assert pretrain(chosen, news.append)
    assert news == [Note("인코더는 지난번에 다 썼습니다. 남은 일만 마칩니다.")]
    assert (place / out / "model.safetensors").stat().st_mtime_ns == weights
    parts.join(place / f"{out}.parts", place / f"{out}.joined", lambda done, whole: None)
    assert not (place / f"{out}.unfinished").exists()
    with pytest.raises(DataError, match="이미 있는 폴더"):
        pretrain(chosen, print)


def test_parts_of_another_run_are_not_taken_for_its_own(place) -> None:
    (place / "parted.parts").mkdir()
    chosen = tiny_options(place, place / "pack", "parted", running={"max_minutes": 1e-6})
    with pytest.raises(DataError, match=r"parted\.parts.*이미 있는 폴더"):
        pretrain(chosen, print)


def test_minutes_end_a_sitting_and_the_next_goes_on(place) -> None:
    chosen = tiny_options(place, place / "pack", "slices", running={"max_minutes": 1e-6})
    assert not pretrain(chosen, lambda news: None)
    assert not pretrain(chosen, lambda news: None)
    curve = json.loads((place / "slices.unfinished" / "curve.json").read_text("utf-8"))
    assert [row["step"] for row in curve] == [1, 2]
    news = []
    assert pretrain(replace(chosen, running=replace(chosen.running, max_minutes=0.0)), news.append)
    assert news[0] == Note("2번째 고침부터 이어서 학습합니다.")


@pytest.mark.parametrize("out", ["file/deep/encoder", "locked/encoder", "begun"])
def test_an_out_that_cannot_be_written_is_found_before_anything_is_learned(
    place, monkeypatch, out
) -> None:
    """A file where a folder should be, and folders (the encoder's, the state's) without rights."""
    (place / "file").touch()
    for name in ("locked", "begun.unfinished"):
        (place / name).mkdir(exist_ok=True)
    opened = tempfile.TemporaryFile

    def without_rights(dir):
        if dir in (place / "locked", place / "begun.unfinished"):
            raise PermissionError(13, "Permission denied", str(dir))
        return opened(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", without_rights)
    before = sorted(place.rglob("*"))
    chosen = tiny_options(place, place / "pack", out.replace("/", "-"))
    with pytest.raises(DataError, match=r"쓸 수 없습니다.*out을 바꾸세요"):
        pretrain(replace(chosen, pack="nowhere", out=str(place / out)), print)
    assert sorted({*before, place / f"{out.replace('/', '-')}.yml"}) == sorted(place.rglob("*"))


def test_other_options_do_not_go_on_with_a_run(place) -> None:
    slices = {"max_minutes": 1e-6}
    assert not pretrain(
        tiny_options(place, place / "pack", "other", running=slices), lambda _: None
    )
    changed = tiny_options(place, place / "pack", "other", learning={"rate": 1e-4})
    with pytest.raises(DataError, match=r"learning\.rate"):
        pretrain(changed, lambda news: None)
    path = place / "other.unfinished" / "last.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="깨져"):
        pretrain(tiny_options(place, place / "pack", "other"), lambda news: None)


def test_the_plan_is_measured_and_undone(place, monkeypatch) -> None:
    chosen = tiny_options(place, place / "pack", learning={"steps": 0, "plan_minutes": 10.0})
    subject, batches = learner(chosen)
    before = {name: value.clone() for name, value in subject.objective.state_dict().items()}
    clock = iter([100.0, 124.0, 130.0])  # twelve updates took 24 seconds; 30 since the start
    monkeypatch.setattr(plan.time, "monotonic", lambda: next(clock))
    assert plan.planned_steps(subject, batches, 10.0, 100.0) == (600 * 0.96 - 30) // 2
    assert all(torch.equal(before[n], v) for n, v in subject.objective.state_dict().items())
    assert not subject.optimiser.state


def test_processes_and_parts_share_the_rows_of_a_batch(place) -> None:
    chosen = tiny_options(place, place / "pack")
    sampler = sampler_of(chosen, PackedCorpus.open(chosen.pack))
    steps = range(2 * sampler.rows // 8)
    whole = [Batches(sampler, 8, Share(0, 1, 1)).parts(step)[0].keys for step in steps]
    seen = torch.cat(whole)[: 2 * sampler.rows]
    assert sorted(seen[: sampler.rows].tolist()) == list(range(sampler.rows))
    assert not torch.equal(seen[: sampler.rows], seen[sampler.rows :][: sampler.rows])
    for step in steps:
        split = [Batches(sampler, 8, Share(rank, 2, 2)).parts(step) for rank in (0, 1)]
        assert torch.equal(torch.cat([rows.keys for each in split for rows in each]), whole[step])
    ahead = Batches(sampler, 8, Share(0, 1, 1)).ahead(3, 9, torch.device("cpu"))
    assert [rows[0].keys.tolist() for rows in ahead] == [each.tolist() for each in whole[3:9]]
    with pytest.raises(DataError, match="나누어떨어져야"):
        Batches(sampler, 8, Share(0, 3, 1))


def test_flops_are_those_of_the_matrix_products(place) -> None:
    """Torch's own counter, of eager attention, forward and backward, without the heads."""
    encoder = BertModel(
        BertConfig(
            vocab_size=50, hidden_size=32, num_hidden_layers=3, num_attention_heads=2,
            intermediate_size=64, attn_implementation="eager",
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    states = torch.randn(2, 16, 32, requires_grad=True)
    with FlopCounterMode(display=False) as counter:
        encoder(inputs_embeds=states).last_hidden_state.sum().backward()
    assert counter.get_total_flops() == flops_a_piece((encoder,), 16) * 2 * 16


def test_a_blank_keeps_the_pieces_around_it(place) -> None:
    pack = PackedCorpus.open(place / "pack")
    subwords, special = Subwords.load(place / "pack" / "tokenizer.json"), pack.config.special
    ids, at = mask_blank(subwords, special, "거실 [MASK] 좀 꺼 줘")
    left, right = subwords.cut("거실").ids, subwords.cut("좀 꺼 줘").ids
    assert ids == [special["cls"], *left, special["mask"], *right, special["sep"]]
    assert at == 1 + len(left)
    subject, _ = learner(tiny_options(place, place / "pack"))
    with pytest.raises(DataError, match="꼭 한 번"):
        fill_all(subject.objective, subwords, special, ["빈칸이 없다"])


@pytest.fixture
def maskless(place, tmp_path):
    """An encoder folder whose tokenizer has no mask piece, as e5's has none."""
    data = json.loads(tokenizer_file(place).read_text("utf-8"))
    data["model"]["vocab"] = {
        piece: id_ - (id_ > 4) for piece, id_ in data["model"]["vocab"].items() if piece != "[MASK]"
    }
    folder = tmp_path / "maskless"
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(data), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(data["model"]["vocab"]), hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    return folder


def test_an_encoder_is_continued_with_a_mask_of_its_own(maskless, tmp_path, monkeypatch) -> None:
    tokenizer = encoder_tokenizer(str(maskless))
    size = tokenizer.get_vocab_size()
    assert tokenizer.token_to_id("<mask>") == size - 1
    monkeypatch.setattr("corpus_kit._tokenizer_text", tokenizer.to_str)
    (tmp_path / "own").mkdir()
    pack = tiny_pack(tmp_path / "own", 60)
    chosen = tiny_options(tmp_path, pack, shape={"start": str(maskless)}, learning={"steps": 2})
    first = make_objective(chosen, PackedCorpus.open(pack)).encoder
    rows = first.get_input_embeddings().weight
    assert torch.allclose(rows[-1], rows[:-1].mean(0))
    assert torch.equal(rows[:-1], BertModel.from_pretrained(maskless).get_input_embeddings().weight)
    assert pretrain(chosen, lambda news: None)
    encoder, subwords = open_encoder(chosen.out)
    assert encoder.config.vocab_size == subwords.size == size


def test_a_pack_of_another_tokenizer_is_refused(place, maskless) -> None:
    chosen = tiny_options(place, place / "pack", "stranger", shape={"start": str(maskless)})
    with pytest.raises(ModelError, match="malgwi tokenizer take"):
        pretrain(chosen, lambda news: None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pack: a", "빠진 옵션이 있습니다: out"),
        ("pack: a\nout: b\nlearning: {speed: 3}", "모르는 옵션 'speed'"),
        ("pack: a\nout: b\nlearning: 3", "묶음이어야"),
        ("pack: a\nout: b\nlearning: {steps: 3, plan_minutes: 1}", "하나만"),
        ("pack: a\nout: b\ntask: {objective: gpt}", "objective"),
        ("pack: a\nout: b\ntask: {objective: electra, pairs: nsp}", "쌍"),
        ("pack: a\nout: b\nshape: {width: 30, heads: 4}", "나누어떨어져야"),
        ("pack: a\nout: b\nrunning: {samples: [3]}", "글의 목록"),
    ],
)
def test_wrong_options_are_named(tmp_path, text, says) -> None:
    path = tmp_path / "options.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        read_options(path, {})


def test_steps_of_the_command_take_the_place_of_a_plan_and_back(tmp_path) -> None:
    path = tmp_path / "options.yml"
    path.write_text("pack: p\nout: o\nlearning: {plan_minutes: 120}\n", encoding="utf-8")
    few = read_options(path, {"steps": 3, "plan_minutes": None}).learning
    assert (few.steps, few.plan_minutes) == (3, 0)
    path.write_text("pack: p\nout: o\nlearning: {steps: 9}\n", encoding="utf-8")
    planned = read_options(path, {"plan_minutes": 5}).learning
    assert (planned.steps, planned.plan_minutes) == (0, 5)
    with pytest.raises(DataError, match="하나만"):
        read_options(path, {"steps": 3, "plan_minutes": 5})


@pytest.mark.parametrize("written", ["5", "0", "[]", "''"])
def test_a_section_that_is_none_is_named_beside_a_flag_too(tmp_path, written) -> None:
    path = tmp_path / "options.yml"
    path.write_text(f"pack: a\nout: b\nlearning: {written}", encoding="utf-8")
    with pytest.raises(DataError, match=r"'learning'의 값 .* 묶음이어야") as fault:
        read_options(path, {"rate": 1e-3})
    assert fault.value.path == path
    path.write_text("pack: a\nout: b\nlearning:", encoding="utf-8")
    assert read_options(path, {"steps": 3}).learning == Learning(steps=3)


def test_flags_find_their_section(tmp_path) -> None:
    path = tmp_path / "options.yml"
    path.write_text("pack: a\nout: b\nlearning: {rate: 1e-3, steps: 5}", encoding="utf-8")
    found = read_options(path, {"steps": 7, "max_minutes": 2.5, "unit": "piece", "seed": None})
    assert found.learning == Learning(rate=1e-3, steps=7)
    assert (found.running.max_minutes, found.task, found.seed) == (2.5, Task(unit="piece"), 0)
