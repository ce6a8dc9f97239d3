"""Cleaning, duplicates and held-out rows, by hand-made lines."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.data.corpus.cleaning import Cleaner, Rule
from slu.data.corpus.held_out import HELD_OUT, find_held_out
from slu.data.corpus.keys import spoken_key
from slu.data.corpus.sieve import Sieve, Tally
from slu.errors import DataError
from slu.korean.normalise import normalise


def cleaned(line: str, **options) -> tuple[str, list[Rule]]:
    counts: Counter[Rule] = Counter()
    return Cleaner(**options).clean(line, counts), sorted(counts)


@pytest.mark.parametrize(
    ("line", "text", "rules"),
    [
        ("그냥 하는 말", "그냥 하는 말", []),
        ("앞\x07뒤", "앞 뒤", [Rule.CONTROL]),
        ("두  칸\t탭", "두 칸 탭", [Rule.SPACES]),
        ("위<br />아래 &lt;왕의 남자&gt;", "위 아래 <왕의 남자>", [Rule.HTML]),
        ("<Avatar> 재밌다", "<Avatar> 재밌다", []),
        ("**", "", [Rule.EMPTY, Rule.MARKUP]),
        ("== 역사 ==", "역사", [Rule.MARKUP]),
        ("[[서울|수도]]에 산다", "서울|수도 에 산다", [Rule.MARKUP]),
        ("* 항목이다", "항목이다", [Rule.MARKUP]),
        ("-5도까지 내려간다", "-5도까지 내려간다", []),
        ("This is English.", "", [Rule.FOREIGN]),
        ("2023-01-01", "", [Rule.FOREIGN]),
        ("ㅋㅋㅋㅋㅋㅋ", "ㅋㅋㅋ", []),
        ("", "", [Rule.EMPTY]),
    ],
)
def test_a_line_by_hand(line, text, rules):
    assert cleaned(line) == (text, sorted(rules))


def test_a_long_line_is_cut_at_a_space():
    assert cleaned("가나 다라마바사 아자", max_characters=9) == ("가나 다라마바사", [Rule.CUT])
    assert cleaned("가나다라마바사아자차", max_characters=9)[0] == "가나다라마바사아자"


def test_the_share_of_hangul():
    assert cleaned("한글abc", min_hangul=0.4)[0] == "한글abc"
    assert cleaned("한글abc", min_hangul=0.5)[0] == ""


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 50))
def test_what_is_clean_is_normal_and_short(line, length):
    text = Cleaner(max_characters=length, min_hangul=0).clean(line, Counter())
    assert len(text) <= length
    assert normalise(text).text == text


def sift(*documents: list[str], held_out: frozenset[int] = frozenset()):
    sieve, tally = Sieve(Cleaner(), held_out), Tally()
    return [sieve.sift(document, tally) for document in documents], tally


def test_short_documents_are_compared_by_sentence():
    kept, tally = sift(["하나다", "둘이다"], ["둘이다", "셋이다"], ["하나다"])
    assert kept == [["하나다", "둘이다"], ["셋이다"], []]
    assert (tally.documents, tally.sentences, tally.characters, tally.duplicates) == (2, 3, 9, 2)


def test_long_documents_are_compared_whole():
    long = ["하나다", "둘이다", "셋이다", "넷이다"]
    kept, tally = sift(long, [*long[:3], "다르다"], ["하나다  ", *long[1:]])
    assert kept == [long, [*long[:3], "다르다"], []]
    assert tally.duplicates == 4


def test_held_out_rows_are_left_out_however_they_are_written():
    rows = frozenset({spoken_key("불 꺼 줘!"), spoken_key("첫 문장이다. 둘째 문장이다.")})
    kept, tally = sift(
        ["불꺼줘", "안녕하세요"], ["첫 문장이다.", "둘째 문장이다."], ["불 꺼 주라"], held_out=rows
    )
    assert kept == [["안녕하세요"], [], ["불 꺼 주라"]]
    assert tally.held_out == 3


def test_a_tally_comes_back_from_json():
    _, tally = sift(["하나다", "**", "하나다"])
    assert Tally.from_json(json.loads(json.dumps(tally.to_json()))) == tally


def test_a_sieve_goes_on_with_what_was_seen():
    first = Sieve(Cleaner(), frozenset())
    first.sift(["하나다"], Tally())
    second = Sieve(Cleaner(), frozenset(), first.fresh)
    assert second.sift(["하나다", "둘이다"], Tally()) == ["둘이다"]


# One row of each set, in the form of its own file.
ROWS = {
    "massive-ko": json.dumps({"id": "1", "utt": "불 꺼 줘", "annot_utt": "불 꺼 줘"}),
    "KorSTS": 'genre\tscore\tsentence1\tsentence2\nx\t1\t말이 뛴다\t소가 "운다\n',
    "StyleKQC": "act\tsentence\n0\t무엇을 드릴까요\n",
    "wic-ko": "ID\tSENTENCE1\tSENTENCE2\n1\t[배]가 아프다\t[배]를 탄다\n",
    "klue-ner": "## 머리\n## klue\t<경찰>\n경\tB-OG\n찰\tI-OG\n \tO\n은\tO\n\n## 다음\n나\tO\n",
    "ud-korean": "# sent_id = 1\n# text = 내 고향은 서울이다\n1\t내\n",
    "HG-TODS": json.dumps([{"turns": [{"user_message": "노래 틀어", "system_message": "네"}]}]),
    "kochat": 'question,label\n"그림, 틀어줄래",OOD\n',
}
EXPECTED = {
    "massive-ko": ["불 꺼 줘"],
    "KorSTS": ["말이 뛴다", '소가 "운다'],
    "StyleKQC": ["무엇을 드릴까요"],
    "wic-ko": ["배가 아프다", "배를 탄다"],
    "klue-ner": ["경찰 은", "나"],
    "ud-korean": ["내 고향은 서울이다"],
    "HG-TODS": ["노래 틀어", "네"],
    "kochat": ["그림, 틀어줄래"],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_of_every_set_are_found(tmp_path, name):
    file = next(file for file in HELD_OUT if file.set == name)
    path = tmp_path / file.path
    path.parent.mkdir(parents=True)
    path.write_text(ROWS[name], encoding="utf-8")
    assert find_held_out(tmp_path).keys == {spoken_key(row) for row in EXPECTED[name]}


def test_both_forms_of_nsmc(tmp_path):
    folder = tmp_path / "data/nsmc"
    folder.mkdir(parents=True)
    (folder / "dev.tsv").write_text("text\tpositive\n좋다\t1\n", encoding="utf-8")
    (folder / "ratings_test.txt").write_text("id\tdocument\tlabel\n1\t별로\t0\n2\t\t0\n", "utf-8")
    assert find_held_out(tmp_path).keys == {spoken_key("좋다"), spoken_key("별로")}


def test_a_tenth_of_3i4k_is_held_out(tmp_path):
    path = tmp_path / "data/speech-acts/3i4k_train_val.txt"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"0\t{number}번 말\n" for number in range(1000)), encoding="utf-8")
    assert 60 < len(find_held_out(tmp_path).keys) < 140


def test_lines_of_a_given_file_are_held_out(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("내 문장\n\n남의 문장\n", encoding="utf-8")
    found = find_held_out(tmp_path, (path,)).keys
    assert found == {spoken_key("내문장"), spoken_key("남의 문장.")}


def test_what_was_found_and_what_was_not_is_told(tmp_path):
    folder, mine = tmp_path / "data/ud-korean", tmp_path / "mine.txt"
    folder.mkdir(parents=True)
    for name in ("gsd", "kaist"):
        (folder / f"ko_{name}-ud-dev.conllu").write_text(f"# text = {name}\n", encoding="utf-8")
    mine.write_text("내 문장\n", encoding="utf-8")
    found = find_held_out(tmp_path, (mine,))
    assert found.rows == {"ud-korean": 2, "mine.txt": 1}
    sets = dict.fromkeys(file.set for file in HELD_OUT)
    assert found.missing == tuple(name for name in sets if name != "ud-korean")
    first, second = found.told().splitlines()
    assert first == "평가 문장을 빼는 자료: ud-korean 2줄, mine.txt 1줄."
    assert second.startswith(
        f"자료 폴더({tmp_path})에 없어 평가 문장을 빼지 못하는 자료: massive-ko,"
    )
    assert "MALGWI_DATA" in second
    assert "malgwi data download" in second


def test_nothing_is_missing_where_every_set_has_a_file(tmp_path):
    """Of NSMC in one of its two forms."""
    rows = ROWS | {"nsmc": "text\n좋다\n", "3i4K": "0\t한마디\n"}
    for file in HELD_OUT:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rows[file.set], encoding="utf-8")
    (tmp_path / "data/nsmc/ratings_test.txt").unlink()
    found = find_held_out(tmp_path)
    assert found.missing == ()
    assert "\n" not in found.told()


def test_a_set_of_another_form_is_named(tmp_path):
    path = tmp_path / "data/massive-ko/dev.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"text": "불 꺼 줘"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="평가 문장을 읽을 수 없습니다") as fault:
        find_held_out(tmp_path)
    assert fault.value.path == path
