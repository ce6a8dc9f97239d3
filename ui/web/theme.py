"""The page's look as Gradio wants it: neutral, system fonts, nothing fetched from elsewhere.

What is our own stands in `style.css`.
"""

from __future__ import annotations

import gradio as gr

_FONTS = (
    "Pretendard",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "NanumBarunGothic",
    "NanumGothic",
    "system-ui",
    "sans-serif",
)


def theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        radius_size="lg",
        font=_FONTS,
        font_mono=("ui-monospace", "monospace"),
    ).set(
        body_background_fill="#f6f7f9",
        body_background_fill_dark="#10141a",
        block_border_width="0px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        input_background_fill="#ffffff",
        input_background_fill_dark="#181d25",
        block_padding="*spacing_lg 0",
        input_border_width="1px",
        input_border_color="#e3e7ec",
        input_border_color_dark="#2c3440",
        input_shadow="none",
        input_radius="12px",
    )
