/** When what has the focus goes, the focus goes to what stands in its place, not to the top of the page. */

const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';

/** Where an element stood, from the inside out: a surrounding one, and the place of the next inner one in it. */
type Place = { parent: Element; at: number };
type Focused = { element: Element; places: readonly Place[] };

export function keepFocus(root: Element): void {
  let last: Focused | undefined;
  root.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) last = { element: target, places: placesOf(target, root) };
  });
  root.addEventListener('focusout', () => {
    // Whoever clicks beside all controls means to leave them.
    setTimeout(() => {
      if (last && isLeft() && isThere(last.element)) last = undefined;
    });
  });
  const look = () => {
    if (!last || !isLeft() || last.element.matches(':disabled')) return;
    const next = last.element.isConnected ? last.element : successorOf(last);
    if (next instanceof HTMLElement) next.focus({ preventScroll: next.matches('main') });
  };
  // What was done may set the focus itself, in a task of its own.
  const watch = new MutationObserver(() => setTimeout(look));
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
}

const isLeft = () => document.activeElement === null || document.activeElement === document.body;
const isThere = (element: Element) => element.isConnected && !element.matches(':disabled');

function placesOf(element: Element, root: Element): Place[] {
  const places: Place[] = [];
  for (let inner = element; inner !== root && inner.parentElement; inner = inner.parentElement) {
    places.push({ parent: inner.parentElement, at: [...inner.parentElement.children].indexOf(inner) });
  }
  return places;
}

/** The first control of what follows in the nearest surrounding element that is left; of another view its beginning. */
function successorOf({ places }: Focused): Element | undefined {
  const { parent, at } = places.find((place) => place.parent.isConnected) ?? {};
  if (!parent || at === undefined) return undefined;
  const main = document.querySelector('main');
  if (!main?.contains(parent) || parent === main) return main ?? undefined;
  const beside = parent.children[Math.min(at, parent.children.length - 1)];
  return beside?.querySelector(FOCUSABLE) ?? parent.querySelector(FOCUSABLE) ?? main;
}
