"""Ten sentences with a blank: what fills them shows a reader what an encoder has learned."""

SENTENCES = (
    "발 없는 말이 [MASK] 간다",
    "내일 아침 일곱 [MASK]에 깨워 줘",
    "오늘 서울 [MASK] 어때?",
    "대한민국의 수도는 [MASK]이다.",
    "이 영화는 배우들의 [MASK]가 정말 좋았다.",
    "거실 불 좀 [MASK] 줘",
    "그는 대학교를 졸업하고 회사에 [MASK].",
    "비가 오니까 [MASK]을 가져가세요.",
    "세종대왕은 [MASK]을 만들었다.",
    "배가 고파서 [MASK]을 먹었다.",
)
