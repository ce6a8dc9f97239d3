"""The teaching pages and the small text: links into code lead to what they name, and the text is
as its README says."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs_kit import EMBEDDINGS, ROOT, code_links, lines_of, pages, with_right_lines

from slu.data.formats import read

TEXT = ROOT / "docs" / "text"
by_page = pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)


@by_page
def test_links_into_code_name_what_stands_there(page: Path) -> None:
    """`python tests/docs_kit.py` writes the right lines."""
    links = code_links(page)
    assert links
    for link in links:
        path = page.parent / link.target
        assert path.is_file(), link
        first, last = lines_of(path, link.name)
        end = len(path.read_text(encoding="utf-8").splitlines())
        assert link.first <= first <= link.last <= end, f"{link}: now lines {first} to {last}"


@by_page
def test_no_other_link_names_lines(page: Path) -> None:
    assert page.read_text(encoding="utf-8").count("#L") == len(code_links(page))


@by_page
def test_a_page_is_neither_a_note_nor_a_book(page: Path) -> None:
    assert 60 <= len(page.read_text(encoding="utf-8").splitlines()) <= 150


def test_the_index_leads_to_every_page() -> None:
    assert set(pages()) == set(EMBEDDINGS.glob("*.md"))


def test_lines_that_moved_are_found_again(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("\n\n@mark\ndef found():\n    pass\n\n\nN = 1\n")
    page = tmp_path / "page.md"
    page.write_text("[`found`](code.py#L1-L2) [`N`](code.py#L1-L1)")
    assert with_right_lines(page) == "[`found`](code.py#L3-L5) [`N`](code.py#L8-L8)"
    page.write_text("[`lost`](code.py#L1-L2)")
    with pytest.raises(LookupError, match="lost"):
        with_right_lines(page)


def test_the_small_text_is_as_its_readme_says() -> None:
    text = (TEXT / "small.txt").read_text(encoding="utf-8")
    documents = [document.split("\n") for document in text.strip().split("\n\n")]
    sentences = [sentence for document in documents for sentence in document]
    train, dev = (read(TEXT / f"requests-{part}.jsonl") for part in ("train", "dev"))
    said = (TEXT / "README.md").read_text(encoding="utf-8")
    counted = f"{len(sentences)}문장, 짧은 글 {len(documents)}편"
    assert counted in said
    assert f"부탁 {len(train)}개" in said
    assert f"부탁 {len(dev)}개" in said
    assert len(set(sentences)) == len(sentences)
    assert not {each.text for each in train} & {each.text for each in dev}
    assert {each.intent for each in train} == {each.intent for each in dev}
