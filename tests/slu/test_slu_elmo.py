"""ELMo from a text of words to a model folder: spelling, pretraining, fine-tuning, 8 bits."""

import json
from dataclasses import replace

import pytest
import torch
from corpus_kit import TALK, options_for, shard
from hypothesis import given
from hypothesis import strategies as st
from pretraining_kit import tiny_options, tiny_pack

from models.weights import rounded
from slu.core import Slot, Utterance
from slu.data import write
from slu.data.corpus.options import Source
from slu.data.corpus.packing import pack
from slu.data.corpus.words import words_of
from slu.errors import DataError, ModelError
from slu.evaluation.words.contextual import ContextualEmbedder
from slu.korean.letter_spelling import LETTERS, SPECIAL, LetterSpelling
from slu.korean.spacing import Spacing
from slu.korean.spelling import spelling_of
from slu.training import elmo_encoder
from slu.training.elmo_encoder import load_elmo, save_small
from slu.training.encoders import open_encoder
from slu.training.finetune import finetune
from slu.training.learning import Learning
from slu.training.options import FinetuneOptions
from slu.training.pretraining.loop import pretrain
from slu.training.pretraining.options import Elmo, read_options
from slu.training.pretraining.progress import Saved, Step
from slu.training.pretraining.samples import mask_blank, sample_cutter
from slu.training.tokenizers.words import learn_words
from slu.understanding.model_folder import load_folder

CITIES = ("서울", "부산", "대구", "광주")
ELMO = {
    "task": {"objective": "elmo", "unit": "piece"},
    "shape": {"layers": 2, "width": 32},
    "elmo": {"letters": 10, "letter_width": 8, "filters": [4, 8, 8], "cells": 32, "candidates": 25},
    "learning": {"length": 16, "batch_rows": 8, "steps": 40, "rate": 4e-2},
}


def examples() -> list[Utterance]:
    return [
        Utterance(f"{city}{rest}", intent, (Slot("city", 0, 2, city),))
        for city in CITIES
        for rest, intent in (
            (" 날씨 알려 줘", "weather"),
            (" 날씨 어때", "weather"),
            ("에 가는 기차", "ticket"),
            (" 표 예매해", "ticket"),
        )
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a pack of words."""
    folder = tmp_path_factory.mktemp("elmo")
    texts = [*TALK, *(each.text for each in examples())]
    words = words_of([f"{number}번째 말이다, {text}" for number in range(8) for text in texts])
    text = shard(folder / "talk.words.txt", [words[at : at + 3] for at in range(0, len(words), 3)])
    tokenizer = learn_words((line for line in words if "대구" not in line), 60, 2)
    options = options_for(folder, Source("talk", (str(text),)))
    tokenizer.save(options.tokenizer)
    pack(options, lambda progress: None)
    return folder


def options_of(place, out: str, **sections):
    chosen = {name: section | sections.pop(name, {}) for name, section in ELMO.items()}
    return tiny_options(place, place / "pack", out, **chosen, **sections)


@pytest.fixture(scope="module")
def trained(place):
    news = []
    chosen = options_of(place, "encoder", running={"samples": ["서울 [MASK] 알려 줘"]})
    assert pretrain(chosen, news.append)
    return place / "encoder", news


def test_a_word_in_letters_by_hand() -> None:
    spelling = LetterSpelling(8)
    lead, vowel = spelling.units("ㄱ")[1], spelling.units("ㅏ")[1]
    final = spelling.units("각")[3]
    assert spelling.units("각가") == (1, lead, vowel, final, lead, vowel, 2, 0)
    assert final not in (lead, vowel)
    assert spelling.units("각각각") == (1, lead, vowel, final, lead, vowel, final, 2)
    assert spelling.units("漢") == spelling.units("→") != spelling.units("a")


def test_special_pieces_are_spelled_like_no_word() -> None:
    spelling = LetterSpelling(5)
    rows = [spelling.special(id_) for id_ in range(len(SPECIAL))]
    assert len(set(rows)) == 5
    assert rows[0] == (0, 0, 0, 0, 0)
    letters = {letter for row in rows for letter in row} - {0, 1, 2}
    every = [chr(code) for code in (*range(0x21, 0x7F), *range(0x3131, 0x3164), 0x6F22)]
    every += [chr(code) for code in range(0xAC00, 0xAC00 + 28)]
    used = {unit for char in every for unit in LetterSpelling(9).units(char)}
    assert not letters & used
    assert used | letters == set(range(LETTERS))
    with pytest.raises(ValueError, match="no special"):
        spelling.special(5)
    with pytest.raises(ValueError, match="no word fits"):
        LetterSpelling(2)


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=6), st.text())
def test_words_of_syllables_are_told_apart(one: str, other: str) -> None:
    spelling = LetterSpelling(20)
    units = spelling.units(one)
    assert len(units) == len(spelling.units(other)) == 20
    assert (units == spelling.units(other)) is (one == other)
    assert units[0] == 1
    assert units.count(2) == 1


def test_it_learns_in_both_directions(trained) -> None:
    _, news = trained
    steps = [each for each in news if isinstance(each, Step)]
    for name in ("forward", "backward"):
        last = [each.losses[name] for each in steps[-5:]]
        assert sum(last) / 5 < steps[0].losses[name] - 0.8
        assert steps[-1].accuracy[name] > steps[0].accuracy[name] + 0.2


def test_blanks_are_cut_into_morphemes_and_filled(place, trained) -> None:
    folder, news = trained
    filled = next(each for each in news if isinstance(each, Saved)).filled
    assert len({guess.piece for guess in filled[0].guesses}) == 3
    subwords = sample_cutter(place / "pack", ("아침 일곱 [MASK]에 깨워",))
    ids, at = mask_blank(subwords, {"cls": 2, "sep": 3, "mask": 4}, "아침 일곱 [MASK]에 깨워")
    words = [subwords.tokenizer.id_to_token(id_) for id_ in ids]
    assert words == ["[CLS]", "아침", "일곱", "[MASK]", "에", "깨워", "[SEP]"]
    assert at == 3
    assert sample_cutter(place / "pack", ()).spacing is Spacing.GIVEN
    card = (folder / "README.md").read_text("utf-8")
    assert "글자 필터 4+8+8개" in card
    assert "서울 [MASK] 알려 줘" in card


def test_a_killed_run_ends_with_the_same_bits(place, trained) -> None:
    slices = options_of(place, "slices", running={"max_minutes": 1e-6, "samples": []})
    assert not pretrain(slices, lambda news: None)
    assert not pretrain(slices, lambda news: None)
    whole = replace(slices, running=replace(slices.running, max_minutes=0.0))
    assert pretrain(whole, lambda news: None)
    for name in ("model.safetensors", "head.safetensors"):
        assert (place / "slices" / name).read_bytes() == (trained[0] / name).read_bytes()


def test_the_encoder_opens_with_its_spelling(trained) -> None:
    encoder, subwords = open_encoder(str(trained[0]))
    assert subwords.spacing is Spacing.MORPHEMES
    assert subwords.size == encoder.config.vocab_size
    cut = subwords.cut("대구에서는")
    spelling = spelling_of(encoder.config.to_dict())
    assert cut.ids[0] == spelling.units("대구")
    ids = torch.tensor([[subwords.first, *cut.ids, subwords.last]])
    assert encoder(ids).last_hidden_state.shape == (*ids.shape[:2], 32)


def test_its_last_layer_is_that_of_the_language_model(trained) -> None:
    encoder, subwords = open_encoder(str(trained[0]))
    cut = subwords.cut("대구에서는")
    layers = encoder.eval().layers(torch.tensor([[subwords.first, *cut.ids, subwords.last]]))[:, 0]
    for name, expected in (("last", layers[-1]), ("mean", layers.mean(0))):
        found, _ = ContextualEmbedder("", encoder, subwords, name).sentence_vectors(["대구에서는"])
        assert found[0] == pytest.approx(expected[1:-1].mean(0).tolist(), abs=1e-5)


def test_it_goes_on_from_an_encoder(place, trained) -> None:
    more = options_of(
        place, "more", shape={"start": str(trained[0])}, learning={"steps": 1, "rate": 1e-9}
    )
    assert pretrain(more, lambda news: None)
    before, after = (load_elmo(path).state_dict() for path in (trained[0], place / "more"))
    for name, weight in before.items():
        torch.testing.assert_close(after[name], weight, rtol=0, atol=1e-6)


def test_only_a_pack_of_words_will_do(place, tmp_path) -> None:
    pieces = tiny_pack(tmp_path)
    chosen = replace(options_of(place, "x"), pack=str(pieces), out=str(tmp_path / "x"))
    with pytest.raises(ModelError, match="--kind word"):
        pretrain(chosen, lambda news: None)


def test_neither_is_an_elmo_a_bert_nor_a_bert_an_elmo(place, trained) -> None:
    wrong = options_of(place, "x", task={"objective": "mlm"}, shape={"start": str(trained[0])})
    with pytest.raises(ModelError, match="인코더를 열 수 없습니다"):
        pretrain(wrong, lambda news: None)
    (place / "bert").mkdir()
    (place / "bert" / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelError, match="ELMo가 아닙니다"):
        pretrain(options_of(place, "x", shape={"start": str(place / "bert")}), lambda news: None)


def finetuned(place, out: str, encoder: str, **learning):
    chosen = Learning(
        **({"epochs": 16, "batch_size": 4, "encoder_rate": 5e-3, "head_rate": 2e-2} | learning)
    )
    data = place / "train.jsonl"
    write(data, examples(), "jsonl")
    options = FinetuneOptions(
        train=str(data), dev=str(data), out=str(place / out), encoder=encoder, learning=chosen
    )
    return finetune(options, lambda progress: None)


@pytest.mark.parametrize("frozen", [True, False], ids=["frozen", "tuned"])
def test_fine_tuning_teaches_the_mix_and_the_folder_opens_again(place, trained, frozen) -> None:
    out = f"model-{frozen}"
    measured = finetuned(place, out, str(trained[0]), frozen=frozen)
    assert measured.intent_accuracy.value >= 0.9
    predictor = load_folder(place / out)
    before, after = load_elmo(trained[0]), predictor.model.encoder
    shares, gamma = after.mix_weights()
    assert gamma != 1.0
    assert shares != pytest.approx((1 / 3,) * 3, abs=1e-6)
    for name, weight in before.state_dict().items():
        if not name.startswith("mix."):
            assert torch.equal(after.state_dict()[name], rounded(weight)) is frozen, name
    (one,), (other,) = (
        load_folder(place / out).predict_all(["부산에 가는 기차"]),
        predictor.predict_all(["대구 날씨 어때", "부산에 가는 기차"])[1:],
    )
    assert one.ranking[0].name == "ticket"
    assert one.ranking[0].confidence == pytest.approx(other.ranking[0].confidence, abs=1e-5)
    assert [(slot.name, slot.text) for slot in one.slots] == [("city", "부산")]


def test_eight_bits_are_a_quarter_and_read_back(place, trained) -> None:
    save_small(trained[0], place / "small")
    small, whole = load_elmo(place / "small"), load_elmo(trained[0])
    for name, weight in whole.state_dict().items():
        assert torch.equal(small.state_dict()[name], rounded(weight)), name
    assert not (place / "small" / "head.safetensors").exists()
    assert open_encoder(str(place / "small"))[1].size == whole.config.vocab_size
    random = open_encoder(f"random:{place / 'small'}")[0]
    assert not torch.equal(random.characters.letters.weight, small.characters.letters.weight)


def test_the_one_that_comes_along_is_found_by_its_name(place, trained, monkeypatch) -> None:
    monkeypatch.setattr(elmo_encoder, "PRETRAINED", place)
    with pytest.raises(ModelError, match=r"elmo-cpu\.yml"):
        open_encoder("elmo")
    save_small(trained[0], place / "malgwi-elmo")
    assert open_encoder("elmo")[0].config.hidden_size == 32


def test_a_damaged_folder_is_refused(place, trained) -> None:
    save_small(trained[0], place / "damaged")
    path = place / "damaged" / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"letters": 12}))
    with pytest.raises(ModelError, match="이 판의 말귀가 읽는"):
        open_encoder(str(place / "damaged"))
    path.write_text(json.dumps(config))
    (place / "damaged" / "model.safetensors").write_bytes(b"x")
    with pytest.raises(ModelError, match="열 수 없습니다"):
        open_encoder(str(place / "damaged"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("elmo: {filters: [many]}", "수의 목록"),
        ("elmo: {filters: []}", "filters"),
        ("elmo: {letters: 2}", "letters"),
        ("elmo: {candidates: 3}", "candidates"),
        ("elmo: {cells: 100}\ntask: {objective: elmo}", "cells"),
        ("task: {objective: elmo, pairs: nsp}", "쌍"),
    ],
)
def test_wrong_options_are_named(tmp_path, text, says) -> None:
    path = tmp_path / "options.yml"
    path.write_text(f"pack: a\nout: b\nlearning: {{steps: 3}}\n{text}", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        read_options(path, {})


def test_filters_are_read_from_yaml(tmp_path) -> None:
    path = tmp_path / "options.yml"
    path.write_text("pack: a\nout: b\nelmo: {filters: [1, 2]}", encoding="utf-8")
    assert read_options(path, {"cells": 300}).elmo == Elmo(filters=(1, 2), cells=300)
