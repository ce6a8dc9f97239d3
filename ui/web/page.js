// The newest words in sight; Korean labels where Gradio has none; the look that an address asks for
// kept from page to page; and sound for what rings: each ring of this visit once, made here without
// any file.
(() => {
  const labels = {
    "Upload file": "녹음 파일 올리기",
    "Record audio": "마이크로 녹음하기",
    "Select input device": "마이크 고르기",
    pause: "잠시 멈추기",
    "File upload": "녹음 파일",
  };
  const rung = new Set();
  let sound = null;
  let seen = null;

  const beep = (at) => {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  };

  const ring = (element) => {
    sound = sound || new AudioContext();
    sound.resume();
    for (let round = 0; round < 4; round += 1) {
      beep(sound.currentTime + round * 0.9);
      beep(sound.currentTime + round * 0.9 + 0.3);
    }
    element.dataset.rung = "yes";
  };

  const look = () => {
    for (const element of document.querySelectorAll("#mg-voice [aria-label]")) {
      const korean = labels[element.getAttribute("aria-label")];
      if (korean) element.setAttribute("aria-label", korean);
    }
    for (const link of document.querySelectorAll(".mg-head nav a")) {
      if (link.search !== location.search) link.search = location.search;
    }
    const log = document.querySelector(".mg-log");
    const newest = log && log.lastElementChild.textContent + log.childElementCount;
    if (log && newest !== seen) {
      seen = newest;
      log.scrollTop = log.scrollHeight;
    }
    for (const element of document.querySelectorAll("[data-ring]")) {
      const place = Number(element.dataset.ring);
      const restored = Number(element.closest("[data-restored]").dataset.restored);
      if (place >= restored && !rung.has(place)) {
        rung.add(place);
        ring(element);
      }
    }
  };

  document.documentElement.lang = "ko";
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
