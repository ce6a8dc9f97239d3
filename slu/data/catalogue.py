"""The public data sets that can be fetched: where each stands and what its licence allows.

A table only; fetching is `slu.data.download`. Targets are relative to the data home and follow
its layout (`corpus/ data/ speech/`). Files of GitHub repositories are named by commit or
release where one is known, so that everyone gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from slu.data.unpack import unpack_massive


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file to fetch. `digest` is a published SHA-256 (or SHA-1, MD5) in hex; where the file
    changes with time, `digest_list` is the address of the published list that holds it."""

    url: str
    target: str
    digest: str | None = None
    digest_list: str | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set. `unpack` turns the fetched files in `folder` into those of `produces`,
    which then stand for the whole; `note` is a Korean remark for the person."""

    name: str
    title: str
    licence: str
    source: str
    folder: str
    files: tuple[RemoteFile, ...]
    unpack: Callable[[Path], None] | None = None
    produces: tuple[str, ...] = ()
    note: str = ""


def _github(
    repository: str, ref: str, folder: str, *files: tuple[str, str]
) -> tuple[RemoteFile, ...]:
    """Files of a GitHub repository: pairs of the path there and the name here."""
    base = f"https://raw.githubusercontent.com/{repository}/{ref}"
    return tuple(RemoteFile(f"{base}/{path}", f"{folder}/{name}") for path, name in files)


def _repository(
    name: str,
    title: str,
    licence: str,
    repository: str,
    ref: str,
    folder: str,
    *files: tuple[str, str],
) -> DataSet:
    """A data set that stands in one GitHub repository."""
    source = f"https://github.com/{repository}"
    found = _github(repository, ref, folder, *files)
    return DataSet(name, title, licence, source, folder, found)


_BY_SA = "CC BY-SA 4.0"
_HG_TODS = "DialogueDataset"
_RISAWOZ = "dialogues/risawoz"

CATALOGUE: tuple[DataSet, ...] = (
    DataSet(
        "massive-ko",
        "MASSIVE 1.1 한국어: 음성 비서 문장, 의도 60가지와 슬롯 55가지",
        "CC BY 4.0",
        "https://github.com/alexa/massive",
        "data/massive-ko",
        (
            # The checksum is the one that public projects pin for Amazon's archive.
            RemoteFile(
                "https://amazon-massive-nlu-dataset.s3.amazonaws.com/"
                "amazon-massive-dataset-1.1.tar.gz",
                "data/massive-ko/amazon-massive-dataset-1.1.tar.gz",
                "4cba5faa11c71437928e17cb1b9b3d8b8e727e7ea363a3a9a8045e19c0491577",
            ),
        ),
        unpack=unpack_massive,
        produces=("train.jsonl", "dev.jsonl", "test.jsonl"),
    ),
    _repository(
        "nsmc",
        "NSMC: 네이버 영화평의 긍정과 부정",
        "CC0 1.0",
        "e9t/nsmc",
        "master",
        "data/nsmc",
        ("ratings_train.txt", "ratings_train.txt"),
        ("ratings_test.txt", "ratings_test.txt"),
    ),
    _repository(
        "3i4K",
        "3i4K: 말하는 의도 7가지",
        _BY_SA,
        "warnikchow/3i4k",
        "master",
        "data/speech-acts",
        ("data/train_val_test/fci_train_val.txt", "3i4k_train_val.txt"),
    ),
    _repository(
        "StyleKQC",
        "StyleKQC: 주제와 말투가 다른 질문과 명령",
        _BY_SA,
        "cynthia/stylekqc",
        "7079d30f64c175cea7e3e6eb82c5385783d124a5",
        "data/speech-acts",
        ("act/train.tsv", "stylekqc_train.tsv"),
        ("act/dev.tsv", "stylekqc_dev.tsv"),
    ),
    _repository(
        "ParaKQC",
        "ParaKQC: 같은 뜻의 질문과 명령",
        _BY_SA,
        "warnikchow/paraKQC",
        "c16270fe6c2e888af07e7cb043248ad31d8a6f9c",
        "data/speech-acts",
        ("data/paraKQC_v1.txt", "parakqc.txt"),
    ),
    _repository(
        "Chatbot_data",
        "Chatbot_data: 잡담 질문과 대답",
        "MIT",
        "songys/Chatbot_data",
        "master",
        "data/chitchat",
        ("ChatbotData.csv", "ChatbotData.csv"),
    ),
    _repository(
        "kochat",
        "kochat 예제: 네 가지 의도와 영역 밖 질문",
        "Apache-2.0",
        "hyunwoongko/kochat",
        "2581581b99af3e720e56bd488e15d3c303ad71e7",
        "data/out-of-scope",
        ("data/intent_data.csv", "intent_data.csv"),
        ("data/entity_data.csv", "entity_data.csv"),
        ("demo/data/ood/ood_data.csv", "ood_data.csv"),
    ),
    _repository(
        "HG-TODS",
        "HG-TODS: 음악과 전화기 설명서를 두고 한 대화",
        "MIT",
        "NLPlab-skku/HG-TODS",
        "45badd0eb28d061cf03c70c710b84232e943e216",
        "data/hg-tods",
        (f"{_HG_TODS}/Music_knowledge_graph_grounded_dialogues/dev_dialog.json", "music_dev.json"),
        (
            f"{_HG_TODS}/Manual_grounded_dialogue_dataset/manual2dial_dial_validation.json",
            "manual_dev.json",
        ),
    ),
    DataSet(
        "RiSAWOZ-ko",
        "X-RiSAWOZ 한국어: 과업 대화와 데이터베이스",
        "BSD-3-Clause",
        "https://github.com/stanford-oval/dialogues",
        "data/risawoz-ko",
        _github(
            "stanford-oval/dialogues",
            "728285b9e211c41b46fc7a0e97f074bf85b2cf87",
            "data/risawoz-ko",
            (f"{_RISAWOZ}/data/original/ko_fewshot.json", "ko_fewshot.json"),
        )
        + _github(
            "stanford-oval/dialogues",
            "32b614f22d1078a912fa85ab24cfe6160f8e72ef",
            "data/risawoz-ko",
            *(
                (f"{_RISAWOZ}/database/db_ko/{domain}_ko.json", f"{domain}_ko.json")
                for domain in ("hospital", "hotel", "restaurant", "train", "weather")
            ),
        ),
    ),
    _repository(
        "KorSTS",
        "KorSTS: 두 문장이 얼마나 비슷한가",
        _BY_SA,
        "kakaobrain/kor-nlu-datasets",
        "master",
        "data/korsts",
        ("KorSTS/sts-train.tsv", "sts-train.tsv"),
        ("KorSTS/sts-dev.tsv", "sts-dev.tsv"),
    ),
    _repository(
        "wic-ko",
        "KoBEST WiC: 문맥 속 낱말의 뜻",
        _BY_SA,
        "SKT-LSL/KoBEST_datarepo",
        "main",
        "data/wic-ko",
        ("v1.0/WiC/train.tsv", "train.tsv"),
        ("v1.0/WiC/dev.tsv", "dev.tsv"),
    ),
    _repository(
        "klue-ner",
        "KLUE-NER 1.1: 개체명",
        _BY_SA,
        "KLUE-benchmark/KLUE",
        "main",
        "data/klue-ner",
        ("klue_benchmark/klue-ner-v1.1/klue-ner-v1.1_train.tsv", "train.tsv"),
        ("klue_benchmark/klue-ner-v1.1/klue-ner-v1.1_dev.tsv", "dev.tsv"),
    ),
    DataSet(
        "ud-korean",
        "Universal Dependencies 2.16 한국어(GSD, Kaist): 형태소와 통사",
        _BY_SA,
        "https://universaldependencies.org",
        "data/ud-korean",
        _github(
            "UniversalDependencies/UD_Korean-GSD",
            "r2.16",
            "data/ud-korean",
            ("ko_gsd-ud-train.conllu", "ko_gsd-ud-train.conllu"),
            ("ko_gsd-ud-dev.conllu", "ko_gsd-ud-dev.conllu"),
        )
        + _github(
            "UniversalDependencies/UD_Korean-Kaist",
            "r2.16",
            "data/ud-korean",
            ("ko_kaist-ud-train.conllu", "ko_kaist-ud-train.conllu"),
            ("ko_kaist-ud-dev.conllu", "ko_kaist-ud-dev.conllu"),
        ),
    ),
    _repository(
        "word-eval",
        "한국어 WordSim-353과 낱말 유추 1만 개",
        "밝히지 않음: 재는 데만 쓰십시오",
        "SungjoonPark/KoreanWordVectors",
        "e34ba28e275bfd4a5d185e7718b147bc3177d8f7",
        "data/word-eval",
        ("WS353_korean.csv", "WS353_korean.csv"),
        ("word_analogy_korean.txt", "word_analogy_korean.txt"),
    ),
    DataSet(
        "kowiki",
        "한국어 위키백과 전체 문서(압축된 XML, 약 1 GB)",
        _BY_SA,
        "https://dumps.wikimedia.org/kowiki/",
        "corpus",
        (
            RemoteFile(
                "https://dumps.wikimedia.org/kowiki/latest/kowiki-latest-pages-articles.xml.bz2",
                "corpus/kowiki-latest-pages-articles.xml.bz2",
                digest_list="https://dumps.wikimedia.org/kowiki/latest/kowiki-latest-sha1sums.txt",
            ),
        ),
        note="받은 그대로의 덤프입니다. 문장으로 바꾸는 법은 docs/corpus.md에 있습니다.",
    ),
)
