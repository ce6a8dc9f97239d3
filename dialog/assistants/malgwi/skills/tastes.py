"""What music a person likes or not: remembered, for whatever plays music one day."""

from __future__ import annotations

from dialog.assistants.malgwi.skills.tables import Taste
from dialog.assistants.malgwi.skills.words import plain_slot
from dialog.skill import Outcome, Request


def like(request: Request) -> Outcome:
    return _remember(request, liked=True)


def dislike(request: Request) -> Outcome:
    return _remember(request, liked=False)


def _remember(request: Request, liked: bool) -> Outcome:
    """The song, artist or genre named; "this song" cannot be known while nothing plays here."""
    artist, song = plain_slot(request, "artist_name"), plain_slot(request, "song_name")
    what = " ".join(part for part in (artist, song) if part)
    what = what or plain_slot(request, "music_genre", "playlist_name") or ""
    if not what:
        return Outcome("utter_taste_unknown")
    kept = request.session.get(Taste, (request.conversation, what))
    if kept is None:
        kept = Taste(conversation=request.conversation, what=what, liked=liked)
        request.session.add(kept)
    kept.liked = liked
    request.session.flush()
    response = "utter_liked" if liked else "utter_disliked"
    return Outcome(response, {"what": what}, data={"what": what, "liked": liked})
