/** Who edits, as they last said it in this browser. */
import { effect, signal } from '@preact/signals';

const KEPT = 'author';

export const author = signal(localStorage.getItem(KEPT) ?? '');
effect(() => localStorage.setItem(KEPT, author.value));
