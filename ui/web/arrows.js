// Pressing a piece shows its arrows alone, and beside each piece that it looks at the share; once
// more shows all. What was pressed stays pressed when other arrows come. Runs as `js_on_load`.
let chosen = null;

function show() {
  const figure = element.querySelector('.mg-arrows');
  if (!figure) return;
  const buttons = [...figure.querySelectorAll('button')];
  if (chosen !== null && chosen >= buttons.length) chosen = null;
  buttons.forEach((button, row) => button.setAttribute('aria-pressed', row === chosen));
  figure.classList.toggle('mg-one', chosen !== null);
  const shares = figure.querySelectorAll('.mg-to small');
  shares.forEach((share) => { share.textContent = ''; });
  figure.querySelectorAll('line').forEach((line) => {
    const on = Number(line.dataset.from) === chosen;
    line.classList.toggle('mg-on', on);
    if (on) shares[Number(line.dataset.to)].textContent = line.dataset.share;
  });
  const told = element.querySelector('.mg-told');
  const text = chosen === null ? told.dataset.nothing : buttons[chosen].dataset.told;
  if (told.textContent !== text) told.textContent = text;
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('.mg-arrows button');
  if (!button) return;
  const row = Number(button.dataset.from);
  chosen = chosen === row ? null : row;
  show();
});
watch('value', show);
show();
