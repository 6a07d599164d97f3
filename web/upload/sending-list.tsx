import { size, span } from '../shared/language.ts';
import { type FileUpload, remove, sendAgain, speedOf, uploads } from './uploads.ts';
import { words } from './words.ts';

/** The files that are on their way. */
export function SendingList() {
  if (uploads.value.length === 0) return null;
  return (
    <ul class="sending">
      {uploads.value.map((one) => (
        <SendingRow key={one.id} one={one} />
      ))}
    </ul>
  );
}

function SendingRow({ one }: { one: FileUpload }) {
  const { file, state, sentBytes } = one;
  const text = words();
  const isSent = state.value === 'sent';
  const label = isSent ? text.away(file.name) : text.giveUp(file.name);
  return (
    <li>
      <span class="name">{file.name}</span>
      <span class="hint">{size(file.size)}</span>
      <progress value={sentBytes.value} max={file.size} aria-label={text.progressOf(file.name)} />
      <span class={state.value === 'failed' ? 'problem' : 'hint'} role={state.value === 'failed' ? 'alert' : undefined}>
        {stateText(one)}
      </span>
      <span class="actions">
        {state.value === 'failed' && (
          <button type="button" class="quiet" onClick={() => sendAgain(one)}>
            {text.again}
          </button>
        )}
        <button type="button" class="quiet" aria-label={label} title={label} onClick={() => remove(one)}>
          ✕
        </button>
      </span>
    </li>
  );
}

function stateText(one: FileUpload): string {
  const text = words();
  switch (one.state.value) {
    case 'waiting':
      return text.waiting;
    case 'disconnected':
      return text.disconnected;
    case 'sent':
      return text.sent;
    case 'failed':
      return text.failed(one.problem.value);
    case 'sending': {
      const left = one.file.size - one.sentBytes.value;
      const speed = speedOf(one);
      return speed ? text.sending(size(speed), span(left / speed)) : text.starting;
    }
  }
}
