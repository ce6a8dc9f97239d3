// The newest words in sight; the language and the look that an address asks for kept from page to
// page; whether the last answer stands open; and sound for what rings: each ring of this visit once,
// made here without any file.
(() => {
  const WHY = "malgwi-why";
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
    const head = document.querySelector(".mg-head");
    if (head) document.documentElement.lang = head.dataset.language;
    for (const link of document.querySelectorAll(".mg-head a")) {
      if (link.search !== location.search) link.search = location.search;
    }
    const log = document.querySelector(".mg-log");
    const newest = log && log.lastElementChild.textContent + log.childElementCount;
    if (log && newest !== seen) {
      seen = newest;
      log.scrollTop = log.lastElementChild.offsetTop - log.offsetTop - 12;
    }
    const why = document.querySelector(".mg-turn:last-child .mg-why[open]");
    if (why && localStorage.getItem(WHY) === "shut") why.open = false;
    if (!document.querySelector("[data-restored]")) rung.clear();
    for (const element of document.querySelectorAll("[data-ring]")) {
      const place = Number(element.dataset.ring);
      const restored = Number(element.closest("[data-restored]").dataset.restored);
      if (place >= restored && !rung.has(place)) {
        rung.add(place);
        ring(element);
      }
    }
  };

  // Who shuts the last answer wants the next ones shut, too.
  document.addEventListener("click", ({ target }) => {
    const why = target.closest(".mg-why > summary")?.parentElement;
    if (why?.closest(".mg-turn:last-child")) {
      localStorage.setItem(WHY, why.open ? "shut" : "open");
    }
  });
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
