// The microphone's button, what is heard while somebody speaks, and the browser's own voice that says
// replies. Runs once in the element that holds them (Gradio hands over `element` and `trigger`).
const box = element.querySelector(".mg-speak");
const texts = JSON.parse(box.dataset.texts);
const [button, notice, aloud] = [".mg-mic", ".mg-notice", ".mg-aloud"].map((name) => box.querySelector(name));
const [sure, unsure] = box.querySelectorAll(".mg-hearing > *");
const KEY = "malgwi-aloud";
const PIECES_A_SECOND = 8;
const WORKLET = `registerProcessor("mg-sound", class extends AudioWorkletProcessor {
  constructor() { super(); this.begin(); }
  begin() { this.piece = new Int16Array(Math.round(sampleRate / PIECES)); this.count = 0; }
  process([[channel]]) {
    for (const value of channel || []) {
      this.piece[this.count++] = Math.max(-1, Math.min(1, value)) * 32767;
      if (this.count === this.piece.length) { this.port.postMessage(this.piece.buffer); this.begin(); }
    }
    return true;
  }
});`.replace("PIECES", PIECES_A_SECOND);
let ear = null;

const show = (confirmed, rest) => { sure.textContent = confirmed; unsure.textContent = rest; };
const tell = (kind, isFault = false) => {
  notice.textContent = texts[kind];
  notice.classList.toggle("mg-fault", isFault);
};
const look = (isOn) => {
  button.setAttribute("aria-pressed", isOn);
  button.querySelector("span").textContent = isOn ? texts.stop : texts.speak;
};

// One press: the microphone, its sound in pieces to the server, and what comes back.
class Ear {
  async open() {
    tell("opening");
    look(true);
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    const wanted = { channelCount: 1, echoCancellation: true, noiseSuppression: true };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    if (this.closed) return this.close();
    this.sound = new AudioContext();
    const code = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
    await this.sound.audioWorklet.addModule(code);
    URL.revokeObjectURL(code);
    this.stream.getTracks()[0].onended = () => this.finish();
    await this.connect();
    const pieces = new AudioWorkletNode(this.sound, "mg-sound", { numberOfOutputs: 0 });
    pieces.port.onmessage = ({ data }) => this.send(data);
    this.sound.createMediaStreamSource(this.stream).connect(pieces);
    tell("listening");
  }

  connect() {
    const place = new URL("listen", document.baseURI);
    place.protocol = place.protocol.replace("http", "ws");
    this.socket = new WebSocket(place);
    this.socket.onopen = () => this.send(JSON.stringify({ rate: this.sound.sampleRate }));
    this.socket.onclose = () => this.close("failed");
    return new Promise((ready) => {
      this.socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.kind === "ready") ready();
        else this.heard(message);
      };
    });
  }

  heard({ kind, confirmed, unconfirmed, turn }) {
    if (kind === "started") { hush(); show("", ""); }
    if (kind === "partial") show(confirmed, unconfirmed);
    if (kind === "ended") this.says("thinking");
    if (kind === "final") {
      if (turn) trigger("submit", { turn });
      show("", "");
      this.says(ear === this ? "listening" : "hint");
    }
    if (["over", "busy", "failed"].includes(kind)) this.close(kind);
  }

  send(data) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  // Another ear may be open meanwhile, whose words stand there then.
  says(kind, isFault) {
    if (ear === this || !ear) tell(kind, isFault);
  }

  // What was said so far is still heard to its end.
  finish() {
    if (ear === this) ear = null;
    this.mute();
    if (this.socket?.readyState === WebSocket.OPEN) this.send(JSON.stringify({ over: true }));
    else this.close("over");
  }

  mute() {
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.sound?.state !== "closed") this.sound?.close();
    if (ear === this || !ear) look(false);
  }

  close(kind) {
    if (this.closed && kind) return;
    this.closed = true;
    this.mute();
    this.socket?.close();
    show("", "");
    if (ear === this) ear = null;
    if (kind) this.says(kind, kind !== "over");
  }
}

const FAULTS = { NotAllowedError: "refused", SecurityError: "insecure", NotFoundError: "missing" };

button.addEventListener("click", async () => {
  if (ear) return ear.finish();
  if (localStorage.getItem(KEY) === null) turnVoice(true, false);
  const mine = (ear = new Ear());
  try {
    await mine.open();
  } catch (fault) {
    mine.close(FAULTS[fault.name] || "failed");
  }
});

// The browser's voice. One that speaks on this machine alone: others send replies elsewhere.
let saying = null;
let told = -1;
const voice = () =>
  speechSynthesis.getVoices().find((one) => one.lang.startsWith("ko") && one.localService);

const hush = () => window.speechSynthesis?.cancel();
const turnVoice = (isOn, isAsked = true) => {
  if (isOn && !(window.speechSynthesis && voice())) {
    if (isAsked) tell("voiceless", true);
    return;
  }
  if (isAsked || isOn) localStorage.setItem(KEY, isOn ? "on" : "off");
  aloud.setAttribute("aria-checked", isOn);
  if (!isOn) hush();
};

const speak = (text) => {
  hush();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "ko-KR";
  words.voice = voice();
  words.onstart = () => ear?.send(JSON.stringify({ playing: true }));
  words.onend = words.onerror = () => {
    if (saying === words) ear?.send(JSON.stringify({ playing: false }));
  };
  saying = words;
  speechSynthesis.speak(words);
};

// Each reply of this visit once; those of an earlier one are only shown.
const listenForReplies = () => {
  const log = document.querySelector(".mg-log[data-restored]");
  if (!log) { told = -1; return; }
  const newest = [...log.querySelectorAll("[data-reply]")].at(-1);
  const place = newest ? Number(newest.dataset.reply) : -1;
  if (place <= told) return;
  told = place;
  const isNew = place >= Number(log.dataset.restored);
  if (isNew && aloud.getAttribute("aria-checked") === "true") speak(newest.lastElementChild.textContent);
};

aloud.addEventListener("click", () => turnVoice(aloud.getAttribute("aria-checked") !== "true"));
if (localStorage.getItem(KEY) === "on") {
  turnVoice(true, false);
  if (window.speechSynthesis) speechSynthesis.onvoiceschanged = () => {
    if (localStorage.getItem(KEY) === "on") turnVoice(true, false);
  };
}
window.speechSynthesis?.getVoices();
new MutationObserver(listenForReplies).observe(document.querySelector("#mg-chat"), {
  childList: true,
  subtree: true,
});
