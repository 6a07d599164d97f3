/** Each view for who sees little, hears the page, has a small screen, or reads it in the dark; in each language. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { violations } from '../end-to-end/support/accessibility.ts';
import { describeWith } from '../support/needs.ts';
import { BUSY } from './support/busy-service.ts';
import { stubApi } from './support/stub-api.ts';
import { VIEWS } from './support/views.ts';
import { visitServed } from './support/visit.ts';

/** The narrowest phone that is in use, and what 1280 px are at four times the size (WCAG 1.4.10). */
const NARROW = { viewport: { width: 320, height: 740 }, reducedMotion: 'reduce' } as const;
const LANGUAGES = ['en', 'sv'] as const;
const SCHEMES = ['light', 'dark'] as const;

const speak = (page: Page, language: string) => page.locator('nav select').selectOption(language);

/** @returns by how many pixels the page is wider than the screen */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Jobs that failed differ in their words alone. */
const isFurtherFailure = (name: string) => name.startsWith('a job that failed') && !name.includes('url_unreachable');

describeWith('chromium-headless-shell')('on a small screen, in each language, light and dark', () => {
  it.each(VIEWS.filter(({ name }) => !isFurtherFailure(name)))(
    'axe finds nothing in $name, and nothing is beyond its edge',
    async (view) => {
      const { page } = await visitServed(stubApi(BUSY), view.hash, NARROW, view.scopes ?? ['client']);
      await view.open(page);
      const found: string[] = [];
      for (const language of LANGUAGES) {
        await speak(page, language);
        expect([language, await overflow(page)]).toEqual([language, 0]);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          found.push(...(await violations(page)).map((one) => `${language}, ${colorScheme}: ${one}`));
        }
      }
      expect(found).toEqual([]);
    },
  );
});
