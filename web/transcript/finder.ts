/** What is searched for in the text. */
import { computed, effect, signal } from '@preact/signals';
import { hitsOf } from './search.ts';
import type { Store } from './store.ts';

export type Finder = ReturnType<typeof finderOf>;

export function finderOf({ segments, shown }: Store) {
  const wanted = signal('');
  const current = signal(0);
  const hits = computed(() => hitsOf(segments.value, wanted.value));
  const go = (to: number) => {
    const count = hits.value.length;
    if (count === 0) return;
    current.value = (to + count) % count;
    const hit = hits.value[current.value];
    if (hit) shown.value = { index: hit.index };
  };
  effect(() => {
    if (current.value >= hits.value.length) current.value = 0;
  });
  return {
    wanted,
    current,
    hits,
    search(text: string) {
      wanted.value = text;
      current.value = 0;
      go(0);
    },
    next: () => go(current.value + 1),
    previous: () => go(current.value - 1),
  };
}
