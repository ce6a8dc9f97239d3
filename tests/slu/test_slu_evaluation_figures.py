"""Pictures of embeddings: what stands in them, drawn with Korean letters into real PNG files."""

import warnings

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from words_kit import SQUARE, Ids, one_hot, static, vectors_of, words_tokenizer

from slu.errors import DataError, MalgwiError, ModelError
from slu.evaluation.compare import Row
from slu.evaluation.figures import canvas, chosen
from slu.evaluation.figures import map as maps
from slu.evaluation.figures.bars import comparison_figures
from slu.evaluation.figures.heat import similarity_heat
from slu.evaluation.figures.mix import Mix, mix_figure, read_mix
from slu.evaluation.figures.neighbours import neighbours_figure, senses_figure
from slu.evaluation.words.contextual import ContextualEmbedder
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.placing import plane
from slu.korean.subwords import Subwords

PNG = b"\x89PNG\r\n\x1a\n"


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def drawn(figure, tmp_path) -> None:
    """It is a real PNG, and no letter was missing in its font."""
    path = tmp_path / "pictures" / "figure.png"
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        canvas.save_png(figure, path)
    assert path.read_bytes().startswith(PNG)
    assert path.stat().st_size > 5000


@pytest.fixture
def square():
    return static(vectors_of(SQUARE), "runs/square")


def test_a_map_has_its_words_in_groups(square, tmp_path):
    figure = maps.word_map(square, {"가족": ["왕", "아들", "딸"], "과일": ["배", "없는말"]})
    shown = texts(figure)
    assert {"왕", "아들", "딸", "배", "가족", "과일", "낱말 지도: square"} <= set(shown)
    assert "벡터가 없는 낱말: 없는말" in shown
    drawn(figure, tmp_path)
    with pytest.raises(DataError, match="1개뿐"):
        maps.word_map(square, {"가족": ["왕", "없는말"]})


def test_near_words_are_near_on_the_plane():
    draw = np.random.default_rng(0)
    centres = np.repeat(np.eye(3, 8), 6, axis=0)
    places = plane((centres + draw.normal(0, 0.02, (18, 8))).astype(np.float32), seed=0)
    far = np.linalg.norm(places[:, None] - places[None], axis=-1)
    same = np.arange(18)[:, None] // 6 == np.arange(18) // 6
    assert far[same].max() < far[~same].min()
    assert plane(centres.astype(np.float32), 1).tolist() == (
        plane(centres.astype(np.float32), 1).tolist()
    )


def test_heat_has_the_cosines(square, tmp_path):
    figure = similarity_heat(square, ["왕", "여왕", "왕", "배"])
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["왕", "여왕", "배"]
    rows = [("1.00", "0.50", "0.50"), ("0.50", "1.00", "0.50"), ("0.50", "0.50", "1.00")]
    written = [text.get_text() for text in axes.texts]
    assert [tuple(written[at : at + 3]) for at in (0, 3, 6)] == rows
    drawn(figure, tmp_path)
    with pytest.raises(DataError, match="없는말"):
        similarity_heat(square, ["왕", "없는말"])


def test_neighbours_stand_side_by_side(square, tmp_path):
    nothing = static(one_hot(list(SQUARE)), "hot")
    figure = neighbours_figure([square, nothing], ["왕", "없는말"], count=2)
    shown = texts(figure)
    assert shown.count("왕") == shown.count("없는말") == 2
    assert {"square", "hot", "여왕 0.50\n아들 0.50"} <= set(shown)
    assert shown.count("가까운 것이 없습니다") == 3
    drawn(figure, tmp_path)


def test_neighbours_in_a_sentence(square, tmp_path):
    read = ContextualEmbedder("ids", Ids(), Subwords(words_tokenizer()), "last")
    targets = [Place.marked("[배] 를 먹다")]
    references = [Place.marked("먹다 [배]"), Place.marked("배 [를]")]
    figure = senses_figure([square, read], targets, references, count=1)
    shown = texts(figure)
    assert shown.count("[배] 를 먹다") == 2
    assert shown.count("1.00 먹다 [배]") == 2
    assert {"square", "ids"} <= set(shown)
    drawn(figure, tmp_path)


def test_an_encoder_of_pieces_has_no_words_to_be_near(square):
    class Pieces:
        name, words = "pieces", ()

    assert "낱말의 어휘가 없습니다" in texts(neighbours_figure([Pieces()], ["왕"]))


def test_mix_has_a_bar_a_layer_and_gamma(tmp_path):
    mixes = [Mix("의도", (0.2, 0.5, 0.3), 1.25), Mix("감정", (0.4, 0.3, 0.3), 0.5)]
    figure = mix_figure(mixes)
    shown = texts(figure)
    assert {"의도\nγ = 1.25", "감정\nγ = 0.50", "글자 CNN", "LSTM 1층", "LSTM 2층"} <= set(shown)
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [0.2, 0.4, 0.5, 0.3, 0.3, 0.3]
    drawn(figure, tmp_path)
    with pytest.raises(ModelError, match="모델 폴더가 없습니다"):
        read_mix(tmp_path / "없음")


def test_bars_are_those_of_the_figures(tmp_path):
    def row(name, correlation):
        return Row(name, "", {}, probes={"wordsim": {"spearman": {"value": correlation}}})

    rows = [row("runs/하나", 0.5), row("runs/둘", 0.25), Row("runs/셋", "", {})]
    ((name, figure),) = comparison_figures(rows).items()
    assert name == "wordsim"
    assert [bar.get_width() for bar in figure.axes[0].patches] == [0.5, 0.25]
    assert {"하나", "둘", "0.500", "0.250", "낱말 유사도"} <= set(texts(figure))
    assert "셋" not in texts(figure)
    drawn(figure, tmp_path)


def test_without_a_korean_font_nothing_is_drawn(monkeypatch, square):
    canvas.korean_font.cache_clear()
    latin = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", latin)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [latin[0].fname])
    with pytest.raises(MalgwiError, match="fonts-nanum"):
        similarity_heat(square, ["왕", "배"])


def test_a_font_that_matplotlib_does_not_know_yet_is_found(monkeypatch):
    font = font_manager.findfont(canvas.korean_font())
    canvas.korean_font.cache_clear()
    latin = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", list(latin))
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [latin[0].fname, font])
    assert canvas.korean_font() == font_manager.FontProperties(fname=font).get_name()
    canvas.korean_font.cache_clear()


def test_a_picture_that_cannot_be_written_is_told(square, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(DataError, match="그림을 쓸 수 없습니다"):
        canvas.save_png(similarity_heat(square, ["왕", "배"]), tmp_path / "file" / "a.png")


def test_what_is_shown_where_nobody_chose():
    groups = chosen.read_groups()
    words = [word for group in groups.values() for word in group]
    assert len(words) == len(set(words)) > 50
    shown = chosen.read_senses()
    sentences = [place.text for place in (*shown.targets, *shown.references)]
    assert len(sentences) == len(set(sentences))
    assert {place.word for place in shown.targets} == {"배", "눈"}
    assert {"배", "눈"} < {place.word for place in shown.references}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("targets: []\nreferences: [a]", "targets"),
        ("targets: ['[배]가 뜬다']\n", "references"),
        ("targets: ['배가 뜬다']\nreferences: ['[배]']", "대괄호"),
        ("targets: ['[배]가 뜬다']\nreferences: [1]", "references"),
    ],
)
def test_chosen_sentences_of_another_form_are_told(text, says, tmp_path):
    path = tmp_path / "senses.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=f"senses.yml.*{says}"):
        chosen.read_senses(path)
