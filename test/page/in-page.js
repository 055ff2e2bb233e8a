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

/** What is seen behind an element: its backgrounds up to the first that lets nothing through, laid over each other. */
function behind(element) {
  const layers = [];
  for (let at = element; at !== null && (layers.at(-1)?.[3] ?? 0) < 1; at = at.parentElement) {
    layers.push(channels(getComputedStyle(at).backgroundColor));
  }
  const seen = layers.reduceRight(
    (below, [r, g, b, alpha]) => [r, g, b].map((part, i) => part * alpha + below[i] * (1 - alpha)),
    [255, 255, 255],
  );
  return `rgb(${seen.join(' ')})`;
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

/** Red, green and blue in 0 to 255 and alpha in 0 to 1, of whatever the style says a colour by: the browser paints it. */
function channels(color) {
  const brush = new OffscreenCanvas(1, 1).getContext('2d');
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return [r, g, b, alpha / 255];
}
