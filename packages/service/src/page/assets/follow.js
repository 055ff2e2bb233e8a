/**
 * Follows a run: fetches this page again and changes in place only what differs, so that scroll position, focus,
 * selection and unfolded details stay as they are. Ends when the page says that nothing runs any more.
 */
const EVERY_MS = 2_000;
const SILENT_AFTER_MS = 10_000;

let heardAt = new Date();

async function follow() {
  if (!document.hidden) await update();
  if ('follow' in document.body.dataset) setTimeout(follow, EVERY_MS);
}

async function update() {
  try {
    const response = await fetch(location.href, { cache: 'no-store' });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.title = next.title;
    morph(document.body, next.body);
    heardAt = new Date();
  } catch {
    if (Date.now() - heardAt.getTime() > SILENT_AFTER_MS) sayThatNobodyAnswers();
  }
}

/** What stands on the page stays; the next answer puts the state back. */
function sayThatNobodyAnswers() {
  const time = heardAt.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const state = document.querySelector('.state');
  if (state !== null) state.textContent = `Waiting for news since ${time}`;
}

/** Makes `from` look like `to`, and touches no node that is equal already. */
function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeName !== to.nodeName) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  morphAttributes(from, to);
  const have = [...from.childNodes];
  const want = [...to.childNodes];
  for (const [i, node] of want.entries()) {
    if (have[i] === undefined) from.append(node);
    else morph(have[i], node);
  }
  for (const node of have.slice(want.length)) node.remove();
}

/** Whether details are unfolded is the reader's to say. */
function morphAttributes(from, to) {
  const isReaders = (name) => name === 'open' && from.nodeName === 'DETAILS';
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isReaders(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isReaders(name)) from.setAttribute(name, value);
  }
}

setTimeout(follow, EVERY_MS);
