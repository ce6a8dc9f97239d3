"""Sentence tasks: every set read from a small file of its form, and faults named by line."""

from pathlib import Path

import pytest

from slu.data.tasks import TASKS, TaskExample, in_dev, read_task
from slu.errors import DataError

STS = "genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own."""
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    return tmp_path / "data"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def nsmc(home: Path, train: str, dev: str = "text\tpositive\n볼만해요\t1\n") -> Path:
    put(home / "nsmc" / "dev.tsv", dev)
    return put(home / "nsmc" / "train.tsv", train)


def test_reviews(home: Path) -> None:
    nsmc(home, 'text\tpositive\n"다시" 보고 싶다\t1\n졸렸다\t0\n볼만해요\t1\n')
    data = read_task("nsmc")
    assert data.classes == ("부정", "긍정")
    assert data.train == (
        TaskExample('"다시" 보고 싶다', None, 1),
        TaskExample("졸렸다", None, 0),
    ), "quotation marks are letters, and a row of dev is not learned"
    assert data.dev == (TaskExample("볼만해요", None, 1),)


def test_reviews_as_they_are_published(home: Path) -> None:
    put(home / "nsmc" / "ratings_train.txt", "id\tdocument\tlabel\n7\t졸렸다\t0\n8\t\t1\n")
    put(home / "nsmc" / "ratings_test.txt", "id\tdocument\tlabel\n9\t볼만해요\t1\n")
    data = read_task("nsmc")
    assert data.train == (TaskExample("졸렸다", None, 0),)
    assert data.dev == (TaskExample("볼만해요", None, 1),)


def test_pairs_with_grades(home: Path) -> None:
    row = "news\tx\t2020\t1\t{}\t{}\t{}\n"
    put(home / "korsts" / "sts-train.tsv", STS + row.format("3.800", "비가 온다", "비 내린다"))
    put(home / "korsts" / "sts-dev.tsv", STS + row.format("0", "개가 잔다", "차가 선다"))
    data = read_task("korsts")
    assert data.classes == ()
    assert data.train == (TaskExample("비가 온다", "비 내린다", 3.8),)
    assert data.dev == (TaskExample("개가 잔다", "차가 선다", 0.0),)


def test_intentions_are_split_by_the_words(home: Path) -> None:
    sentences = [f"{number}번 버스가 언제 와" for number in range(1000)]
    put(
        home / "speech-acts" / "3i4k_train_val.txt",
        "\r\n".join(f"2\t{sentence} " for sentence in sentences),
    )
    data = read_task("3i4k")
    assert len(data.classes) == 7
    assert len(data.train) + len(data.dev) == 1000
    assert 70 <= len(data.dev) <= 130
    assert all(in_dev(example.first) for example in data.dev)
    assert not any(in_dev(example.first) for example in data.train)
    assert all(in_dev(f"  {text}") == in_dev(text.replace(" ", "  ")) for text in sentences)


def test_the_split_never_changes() -> None:
    # The first eight bytes of `sha256sum`, modulo 10 by `bc`: 0 and 8.
    assert in_dev("고마워")
    assert not in_dev("누구세요")


def test_acts(home: Path) -> None:
    put(home / "speech-acts" / "stylekqc_train.tsv", "act\tsentence\n2\t뛰지 마\n")
    put(home / "speech-acts" / "stylekqc_dev.tsv", "act\tsentence\n1\t누가 왔어\n")
    assert read_task("stylekqc").train == (TaskExample("뛰지 마", None, 2),)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("text\tpositive\n좋다\t1\n싫다\n", 3, "열이 2개"),
        ("text\tpositive\n좋다\t2\n", 2, "0부터 1까지"),
        ("text\tpositive\n좋다\t좋음\n", 2, "0부터 1까지"),
        ("document\tsentiment\n좋다\t1\n", 1, "'label' 열"),
    ],
)
def test_a_faulty_review_is_named(home: Path, text: str, line: int, says: str) -> None:
    path = nsmc(home, text)
    with pytest.raises(DataError, match=says) as fault:
        read_task("nsmc")
    assert (fault.value.path, fault.value.line) == (path, line)


@pytest.mark.parametrize("score", ["5.1", "-1", "다섯", "nan"])
def test_a_faulty_grade_is_named(home: Path, score: str) -> None:
    path = put(home / "korsts" / "sts-train.tsv", f"{STS}a\tb\tc\td\t{score}\t가\t나\n")
    put(home / "korsts" / "sts-dev.tsv", f"{STS}a\tb\tc\td\t1\t다\t라\n")
    with pytest.raises(DataError, match="0부터 5까지") as fault:
        read_task("korsts")
    assert (fault.value.path, fault.value.line) == (path, 2)


@pytest.mark.parametrize("name", TASKS)
def test_missing_data_says_how_to_get_it(home: Path, name: str) -> None:
    with pytest.raises(DataError, match="malgwi data download"):
        read_task(name)


def test_an_unknown_task_is_named(home: Path) -> None:
    with pytest.raises(DataError, match=r"'없는것'.*nsmc, korsts"):
        read_task("없는것")


def test_nothing_to_learn(home: Path) -> None:
    nsmc(home, "text\tpositive\n볼만해요\t1\n")
    with pytest.raises(DataError, match="예문이 없습니다"):
        read_task("nsmc")
