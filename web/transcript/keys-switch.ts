/** Whether single keys move the player; who speaks to the computer, or touches keys by chance, switches them off (WCAG 2.1.4). */
import { effect, signal } from '@preact/signals';

const KEPT = 'keys';
const OFF = 'off';

export const areKeysOn = signal(localStorage.getItem(KEPT) !== OFF);
effect(() => {
  if (areKeysOn.value) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, OFF);
});
