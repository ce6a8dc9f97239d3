def strip(text: str) -> str:
    return text
