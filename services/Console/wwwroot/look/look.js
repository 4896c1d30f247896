// @ts-check
const root = document.documentElement;
/** @param {string} id @param {(on: boolean) => void} act */
function toggle(id, act) {
  const button = /** @type {HTMLElement} */ (document.getElementById(id));
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    act(on);
  });
}
toggle('theme', on => { root.dataset.theme = on ? 'dark' : 'light'; });
toggle('text', on => root.style.setProperty('--text-size', on ? '2' : '1'));
const theme = new URLSearchParams(location.search).get('theme');
if (theme) root.dataset.theme = theme;

// The sprite itself says which pictures there are.
const address = new URL('icons.svg', import.meta.url).pathname, svg = 'http://www.w3.org/2000/svg';
const names = [...(await (await fetch(address)).text()).matchAll(/id="([^"]+)"/g)].map(found => found[1]);
for (const name of names) {
  const [item, picture, use] = [document.createElement('li'), document.createElementNS(svg, 'svg'), document.createElementNS(svg, 'use')];
  use.setAttribute('href', `${address}#${name}`);
  picture.setAttribute('class', 'i');
  picture.setAttribute('aria-hidden', 'true');
  picture.append(use);
  item.append(picture, name);
  document.getElementById('icons')?.append(item);
}
