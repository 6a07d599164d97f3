/** Keys that work while nobody types. */
import { type Playback, SPEEDS, STEP_SECONDS } from './playback.ts';

export type KeyActions = { playback: Playback; nextUnsure: () => void; edit: () => void; search: () => void };

/** @returns what a key stands for; undefined where it is the browser's or a field's */
export function actionOf(
  event: KeyboardEvent,
  { playback, nextUnsure, edit, search }: KeyActions,
): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return undefined;
  const step = (by: number) => () => playback.seek(playback.now() + by);
  const faster = (by: 1 | -1) => () => playback.setSpeed(speedBeside(playback.speed.value, by));
  // These have their own meaning on the player, buttons and what folds.
  const isOnControl = target?.closest('audio, button, a, summary, input') != null;
  switch (event.key) {
    case ' ':
      return isOnControl ? undefined : playback.toggle;
    case 'k':
      return playback.toggle;
    case 'ArrowLeft':
      return target?.closest('audio') ? undefined : step(-STEP_SECONDS);
    case 'ArrowRight':
      return target?.closest('audio') ? undefined : step(STEP_SECONDS);
    case 'j':
      return step(-STEP_SECONDS);
    case 'l':
      return step(STEP_SECONDS);
    case '<':
      return faster(-1);
    case '>':
      return faster(1);
    case 'n':
      return nextUnsure;
    case 'e':
      return edit;
    case '/':
      return search;
    default:
      return undefined;
  }
}

/** The next of the speeds, or the same at the end of them. */
export function speedBeside(speed: number, by: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  return SPEEDS[at + by] ?? speed;
}
