"""Two small games that can be played by speaking: 가위바위보 and guessing a number up to 100.

Other games need an app or a board; the reply says so.
"""

from __future__ import annotations

import re

from dialog.assistants.malgwi.skills.figures import find_figures
from dialog.assistants.malgwi.skills.tables import read_setting, write_setting
from dialog.assistants.malgwi.skills.talk import by_chance
from dialog.assistants.malgwi.skills.words import is_answering, plain_slot
from dialog.skill import Outcome, Request

_HANDS = ("가위", "바위", "보")
_SECRET, _TRIES = "game:secret", "game:tries"
_MOST_TRIES = 10


def play(request: Request) -> Outcome:
    """Goes on with the game that is open, or begins the one that is named."""
    if is_answering(request, "hand"):
        return _show_hands(request)
    if is_answering(request, "guess"):
        return _judge(request)
    name = plain_slot(request, "game_name") or ""
    if re.search(r"가위\s?바위\s?보", request.text):
        return Outcome("utter_ask_hand", ask="hand")
    if re.search(r"숫자|맞히기|맞추기", request.text):
        return _think_of_number(request)
    if name:
        return Outcome("utter_no_such_game", {"game": name})
    return Outcome("utter_games")


def _show_hands(request: Request) -> Outcome:
    said = [(request.text.rfind(hand), hand) for hand in _HANDS if hand in request.text]
    if not said:
        return Outcome("utter_ask_hand_again", ask="hand")
    theirs = max(said)[1]
    ours = _HANDS[by_chance(request, 3)]
    won = (_HANDS.index(theirs) - _HANDS.index(ours)) % 3
    response = ("utter_hands_draw", "utter_hands_won", "utter_hands_lost")[won]
    return Outcome(response, {"ours": ours, "theirs": theirs}, data={"ours": ours})


def _think_of_number(request: Request) -> Outcome:
    _keep(request, str(by_chance(request, 100) + 1), "0")
    return Outcome("utter_ask_guess", ask="guess")


def _judge(request: Request) -> Outcome:
    figures = find_figures(request.text)
    if not figures:
        return Outcome("utter_ask_guess_again", ask="guess")
    secret = int(read_setting(request.session, request.conversation, _SECRET) or 0)
    tries = int(read_setting(request.session, request.conversation, _TRIES) or 0) + 1
    guess = figures[0].value
    values = {"tries": str(tries), "secret": str(secret)}
    if guess == secret or tries >= _MOST_TRIES:
        _keep(request, None, None)
        return Outcome("utter_guess_right" if guess == secret else "utter_guess_over", values)
    _keep(request, str(secret), str(tries))
    response = "utter_guess_higher" if guess < secret else "utter_guess_lower"
    return Outcome(response, {**values, "guess": str(guess)}, ask="guess")


def _keep(request: Request, secret: str | None, tries: str | None) -> None:
    write_setting(request.session, request.conversation, _SECRET, secret)
    write_setting(request.session, request.conversation, _TRIES, tries)
