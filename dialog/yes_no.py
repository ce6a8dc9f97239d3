"""Yes and no in the ways people say them: 응, 네 그렇게 해 주세요, 콜, ㅇㅇ; 아뇨, 됐어, 그냥 놔둬.

Only the whole sentence counts: 네 시 is a time and 아니 여덟 시로 a correction.
"""

from __future__ import annotations

import re
from typing import Final

_JOINED: Final = re.compile(r"[\s.,!?~…^]+|[ㅋㅎㅠㅜ]{2,}")
_DRAWN_OUT: Final = re.compile(r"([네예응웅엉어넵ㅇㄱㄴ])\1+")
# Letters; nobody says a plain yes or no in more, and the patterns below take long to refuse more.
_MOST: Final = 24
_YES_WORD: Final = (
    r"(?:응+|웅+|엉|어+|으응|네+|넵|넹|넴|예+|옙|옛|그래|그럼|그러자|그러죠|그러지|그렇지|그렇죠|그렇습니다|그러세요|"
    r"좋아|좋지|좋죠|좋습니다|좋네|당연하지|당연하죠|당연|당근|물론|물론이지|물론이죠|물론이에요|맞아|맞지|맞죠|맞습니다|"
    r"콜|오케이|오케|오키|ok|okay|yes|예스|ㅇㅇ+|ㅇㅋ|ㅇ|ㄱㄱ|고고|부탁해|부탁드려|부탁합니다|부탁드립니다|"
    r"오냐|오야|그려|그랴|그러렴|그러려무나|그러시게|그럽시다|그러십시오|아무렴|암요?|암만|그라제|좋구나|여부가있나|"
    r"그리해|그리하세|그리하시오|진행해|진행시켜|확인|확실해|정말이야|진짜야|틀림없어|괜찮으니까|"
    r"알겠어|알았어)(?:요)?"
)
_DO: Final = (
    r"(?:그렇게|그대로|그거|얼른|빨리|어서|제발|다|전부|모두|싹|그냥|꼭|정말|진짜)*"
    r"(?:해|하|하세|하시|하자|할게|할래|지워|지우|삭제해|삭제하|없애|비워|취소해|꺼|맞춰|맞아|되|돼|그러|그래)"
    r"(?:도(?:돼|되|괜찮아|좋아)|면돼|면되|줘|주라|줄래|달라|다오|주세|주십시오|주시|버려|버리|거라|려무나|렴|자|라|지|시오|죠)?"
    r"(?:요|니다)?"
)
_NO_WORD: Final = (
    r"(?:아니+|아니야|아니오|아니다|아뇨|아녀|아냐|아닙니다|아닌데|아니지|노+|놉|no|nope|ㄴㄴ+|ㄴ|"
    r"싫어|싫은데|싫습니다|됐어|됐습니다|됐네|됐다|괜찮아|괜찮습니다|안돼|안되|안됩니다|안해|안할래|안할게|"
    r"별로|글쎄아니|절대|전혀|관둬|관두자|그만|그만둬|그만해|취소|취소해|취소할게|하지마|하지말아|하지마라|하지말자|"
    r"그러지마|그러지말고|말아|마|필요없어|필요없습니다|놔둬|냅둬|두자|둬|내버려둬|남겨둬|그대로둬|"
    r"나중에|다음에|지우지마|지우지말아|지우면안돼|삭제하지마|없애지마|없던걸로해|없던일로해|"
    r"아서라|아닐세|아니라니까|아니라고|관두게|놔두게|두게|말게|하지말게|안그럴래|말아라|마라|마시오|"
    r"그건아니야|그게아니야|그거아니야|그건싫어|틀렸어)(?:요|줘|주세요|세요)?"
)
_SOFT: Final = (
    r"(?:아|음+|흠+|저|그|에이|어휴|잠깐|잠깐만|그냥|이제|다시|그럼|일단|그건|그거|그것은|그대로|절대|절대로|"
    r"전부|다)"
)
_ALL: Final = r"(?:(?:싹|다|전부|모두|몽땅|죄다)요?)"
_YES: Final = re.compile(
    rf"{_SOFT}*{_YES_WORD}(?:{_YES_WORD}|{_DO})*{_ALL}*|{_DO}|{_ALL}+", re.IGNORECASE
)
_NO: Final = re.compile(rf"{_SOFT}*(?:{_NO_WORD}|{_SOFT})*{_NO_WORD}", re.IGNORECASE)


def yes_or_no(text: str) -> bool | None:
    """What the whole sentence says to a question; None when it says neither."""
    joined = _DRAWN_OUT.sub(r"\1\1", _JOINED.sub("", text))
    if len(joined) > _MOST:
        return None
    if _NO.fullmatch(joined):
        return False
    return True if _YES.fullmatch(joined) else None
