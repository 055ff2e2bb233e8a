/** What tests ask of a page from within, as `inPage.NAME()`. */
globalThis.inPage = {
  /** What Tab should reach, in the order of the document. */
  reachable: () =>
    [...document.querySelectorAll('a[href], summary, button, input, [tabindex="0"]')]
      .filter((element) => element.checkVisibility())
      .map(nameOf),

  focused: () => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return { name: nameOf(element), ring: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth) };
  },

  /** Texts below 4.5 to 1 on what lies behind them (3 to 1 for large ones), as WCAG 2.2 counts. */
  paleTexts: () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const pale = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.nodeValue.trim() === '' || !element.checkVisibility() || element.closest('noscript')) continue;
      const style = getComputedStyle(element);
      const color = element.closest('svg') === null ? style.color : style.fill;
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = contrast(color, behind(element));
      if (ratio < (isLarge ? 3 : 4.5)) pale.push(`${ratio.toFixed(2)} ${node.nodeValue.trim()}`);
    }
    return pale;
  },

  /** Breaches of the structure that assistive technology relies on. */
  structureFaults: () => [
    ...[...document.querySelectorAll('svg')]
      .filter((svg) => svg.getAttribute('aria-hidden') !== 'true')
      .filter((svg) => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label'))
      .map((svg) => `svg without a name: ${svg.outerHTML.slice(0, 80)}`),
    ...[...document.querySelectorAll('img:not([alt])')].map((image) => `image without a text: ${image.src}`),
    ...[...document.querySelectorAll('a[href], summary')]
      .filter((element) => element.textContent.trim() === '')
      .map((element) => `no words in ${element.outerHTML}`),
    ...[...document.querySelectorAll('table')].flatMap(tableFaults),
    ...[...document.querySelectorAll('[id]')]
      .filter(({ id }) => document.querySelectorAll(`#${CSS.escape(id)}`).length > 1)
      .map(({ id }) => `id ${id} twice`),
    ...[...document.querySelectorAll('a[href^="#"]')]
      .filter((link) => document.querySelector(link.getAttribute('href')) === null)
      .map((link) => `link to nowhere: ${link.getAttribute('href')}`),
    ...['main', 'header', 'nav[aria-label]', 'html[lang]'].filter((part) => document.querySelector(part) === null),
  ],

  headingLevels: () => [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1])),

  /** What is wider than the room it has: the page, or words in a cell, paragraph or list. */
  overflowing: () =>
    [
      document.documentElement,
      ...document.querySelectorAll('td, th, p, li, dd, dt, summary, h1, h2, h3, figure, section'),
    ]
      .filter((element) => element.checkVisibility() && element.closest('.unseen') === null)
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .map((element) => `${element.tagName} by ${element.scrollWidth - element.clientWidth}: ${nameOf(element)}`),

  background: () => getComputedStyle(document.body).backgroundColor,
};

function nameOf(element) {
  const same = [...document.querySelectorAll(element.tagName)].indexOf(element);
  return `${element.tagName.toLowerCase()} ${same}: ${element.getAttribute('aria-label') ?? element.textContent}`;
}

function tableFaults(table) {
  const name = table.caption?.textContent ?? '';
  const heads = [...table.querySelectorAll('thead th')];
  const rows = [...table.querySelectorAll('tbody tr')];
  return [
    ...(name === '' ? ['table without a caption'] : []),
    ...(heads.length === 0 ? [`no column headers: ${name}`] : []),
    ...heads.filter((head) => head.scope !== 'col').map((head) => `no scope: ${head.textContent}`),
    ...rows.filter((row) => row.cells[0].scope !== 'row').map((row) => `no row header: ${row.textContent}`),
    ...rows.filter((row) => row.cells.length !== heads.length).map((row) => `ragged: ${row.textContent}`),
  ];
}

/** The first background behind an element that is not transparent. */
function behind(element) {
  for (let at = element; at !== null; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (channels(backgroundColor)[3] !== 0) return backgroundColor;
  }
  return 'rgb(255, 255, 255)';
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color) {
  const [r, g, b] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(color) {
  const [r, g, b, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return [r, g, b, alpha];
}
