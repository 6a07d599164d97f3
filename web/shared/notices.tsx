/** Short messages at the edge of the page: what was done, with its undo, and what failed. */
import { signal } from '@preact/signals';

type Notice = {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  action?: { label: string; run: () => void } | undefined;
};

const SHOWN_MS = 8000;

const notices = signal<readonly Notice[]>([]);
let last = 0;

/** @returns takes it away before its time */
export function tell(
  text: string,
  action?: Notice['action'],
  kind: Notice['kind'] = 'done',
  shownMs = SHOWN_MS,
): () => void {
  last += 1;
  const id = last;
  notices.value = [...notices.value, { id, text, kind, action }];
  const close = () => {
    notices.value = notices.value.filter((one) => one.id !== id);
  };
  setTimeout(close, shownMs);
  return close;
}

export function tellProblem(text: string): void {
  tell(text, undefined, 'problem', 2 * SHOWN_MS);
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, text, kind, action }) => (
        <p key={id} class={`notice ${kind}`}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                notices.value = notices.value.filter((one) => one.id !== id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
