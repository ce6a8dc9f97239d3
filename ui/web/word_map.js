// The maps inside an element are made larger, smaller and moved about: by buttons, keys, the wheel
// (once the map was pressed, or with Ctrl), a finger or two. Words keep their size, and one that
// would lie over another waits until there is room. Runs as Gradio's `js_on_load`.
const MOST = 16, STEP = 1.5;
const fingers = new Map();

const whole = (svg) => svg.dataset.whole.split(' ').map(Number);
const seen = (svg) => svg.getAttribute('viewBox').split(' ').map(Number);
const within = (value, low, high) => Math.min(Math.max(value, low), high);

function show(svg, x, y, width) {
  const [, , wide, high] = whole(svg);
  const box = svg.getBoundingClientRect();
  if (!box.width) return;
  width = within(width, wide / MOST, wide);
  const height = (width * high) / wide;
  x = within(x, 0, wide - width);
  y = within(y, 0, high - height);
  svg.setAttribute('viewBox', [x, y, width, height].join(' '));
  svg.style.setProperty('--unit', width / box.width);
  svg.classList.toggle('mg-near', width < wide - 1);
  unclutter(svg, width / box.width);
}

function unclutter(svg, unit) {
  const taken = [];
  for (const word of svg.querySelectorAll('.mg-word')) {
    const [x, y] = word.dataset.at.split(' ').map((each) => Number(each) / unit);
    const text = word.querySelector('text');
    const box = [x + 6, y - 9, x + 8 + 13.5 * text.textContent.length, y + 9];
    const free = taken.every(
      (other) => box[0] > other[2] || other[0] > box[2] || box[1] > other[3] || other[1] > box[3]);
    word.classList.toggle('mg-waits', !free);
    if (free) taken.push(box);
  }
}

function zoom(svg, factor, clientX, clientY) {
  const [x, y, width, height] = seen(svg);
  const box = svg.getBoundingClientRect();
  const across = clientX === undefined ? 0.5 : (clientX - box.left) / box.width;
  const down = clientY === undefined ? 0.5 : (clientY - box.top) / box.height;
  const next = within(width / factor, whole(svg)[2] / MOST, whole(svg)[2]);
  show(svg, x + across * (width - next), y + down * height * (1 - next / width), next);
}

function move(svg, across, down) {
  const [x, y, width] = seen(svg);
  const unit = width / svg.getBoundingClientRect().width;
  show(svg, x - across * unit, y - down * unit, width);
}

function act(svg, what) {
  const far = svg.getBoundingClientRect().width / 6;
  const ways = {
    '+': () => zoom(svg, STEP), '=': () => zoom(svg, STEP),
    '-': () => zoom(svg, 1 / STEP), '0': () => show(svg, ...whole(svg)),
    ArrowLeft: () => move(svg, far, 0), ArrowRight: () => move(svg, -far, 0),
    ArrowUp: () => move(svg, 0, far), ArrowDown: () => move(svg, 0, -far),
  };
  if (ways[what]) ways[what]();
  return Boolean(ways[what]);
}

const mapOf = (event) => event.target.closest?.('.mg-atlas')?.querySelector('svg');
const onMap = (event) => event.target.closest?.('svg.mg-map');

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-map]');
  if (button) act(mapOf(event), button.dataset.map);
});
element.addEventListener('keydown', (event) => {
  const svg = mapOf(event);
  if (svg && !event.ctrlKey && !event.metaKey && act(svg, event.key)) event.preventDefault();
});
element.addEventListener('wheel', (event) => {
  const svg = onMap(event);
  const asked = event.ctrlKey || svg?.closest('.mg-atlas').contains(document.activeElement);
  if (!svg || !asked) return;
  event.preventDefault();
  zoom(svg, Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
}, {passive: false});
element.addEventListener('pointerdown', (event) => {
  const svg = onMap(event);
  if (!svg || event.button) return;
  svg.closest('.mg-atlas').focus({preventScroll: true});
  svg.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
});
element.addEventListener('pointermove', (event) => {
  const svg = onMap(event), last = fingers.get(event.pointerId);
  if (!svg || !last) return;
  const now = [event.clientX, event.clientY];
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  fingers.set(event.pointerId, now);
  if (other) {
    const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    zoom(svg, apart(now) / apart(last), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    move(svg, (now[0] - last[0]) / 2, (now[1] - last[1]) / 2);
  } else if (svg.classList.contains('mg-near')) {
    move(svg, now[0] - last[0], now[1] - last[1]);
  }
});
for (const name of ['pointerup', 'pointercancel', 'lostpointercapture'])
  element.addEventListener(name, (event) => fingers.delete(event.pointerId));

const fit = () => element.querySelectorAll('svg.mg-map').forEach((svg) => show(svg, ...seen(svg)));
watch('value', fit);
new ResizeObserver(fit).observe(element);
fit();
