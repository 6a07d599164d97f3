/** What a page says to who sees it and to who hears it. */
import type { Page } from 'playwright-core';

/** Hidden texts too; but neither names for programs (`code`), nor what is said to be of another language than the page. */
export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const { lang } = document.documentElement;
    const isOther = (one) => one.closest('code, kbd, script, style, [lang]:not([lang="' + lang + '"])');
    const texts = [document.title];
    for (const one of document.body.querySelectorAll('*')) {
      if (isOther(one)) continue;
      for (const child of one.childNodes) if (child instanceof Text) texts.push(child.data);
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(one.getAttribute(name) ?? '');
    }
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  })()`);
}
