/** Whatever stands in names, texts, messages and answers of receivers is text, in every view. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { BUSY } from './support/busy-service.ts';
import { type Answers, type Asked, type Give, stubApi } from './support/stub-api.ts';
import { VIEWS } from './support/views.ts';
import { visitServed } from './support/visit.ts';

/** What would run if any of it were taken for markup. */
const MARKUP = `<img src=x onerror="window.executed=1"><script>window.executed=2</script>`;

/** What others than the service write into it, or bring it to say: names, texts, messages, speakers, who edited, metadata. */
const FOREIGN = ['name', 'message', 'text', 'author', 'tenant', 'detail', 'speaker', 'recording_id', 'instance_type'];

function poisoned(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, name));
  if (typeof value === 'string') return FOREIGN.includes(name) ? `${value}${MARKUP}` : value;
  if (typeof value !== 'object' || value === null) return value;
  const names = name === 'speakers' || name === 'metadata' ? () => 'name' : (inner: string) => inner;
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, poisoned(one, names(inner))]));
}

/** The same service, with markup wherever somebody could put it. */
const POISONED: Answers = Object.fromEntries(
  Object.entries(BUSY).map(([route, give]) => [route, poisonedGive(route, give)]),
);

function poisonedGive(route: string, give: Answers[string]): Answers[string] {
  if (route.startsWith('GET /bucket/')) return give;
  if (typeof give !== 'function') return poisoned(give) as object;
  return (asked, request, response) => poisoned((give as Give)(asked, request, response));
}

describeWith('chromium-headless-shell')('markup in what others wrote', () => {
  it.each(VIEWS)('is text in $name', async ({ name, hash, scopes = ['client'], open }) => {
    const asked: Asked[] = [];
    const { page, complaints } = await visitServed(stubApi(POISONED, asked), hash, {}, scopes);
    await open(page);
    expect(await page.locator('main img, main script, .notices img').count()).toBe(0);
    expect(await page.evaluate('window.executed')).toBeUndefined();
    // Seen as it stands; who has no key sees nothing of anybody.
    const isSeen = (await page.locator('body').textContent())?.includes(MARKUP);
    expect(isSeen).toBe(name !== 'the key');
    expect(complaints).toEqual([]);
  });
});
