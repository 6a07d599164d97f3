import { useSignal } from '@preact/signals';
import { clockTime } from '../shared/language.ts';
import { tell, tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { paragraphsOf } from './paragraphs.ts';
import type { Playback } from './playback.ts';
import { save } from './save-file.ts';
import { nameOf } from './speaker-name.ts';
import type { Store } from './store.ts';
import { getText, type TextFormat } from './transcript-api.ts';
import { words } from './words.ts';

const FORMATS: readonly TextFormat[] = ['txt', 'srt', 'vtt', 'tsv', 'json'];

/** The version that is shown, as files; unsaved changes are in none of them. */
export function Exports({ store, playback }: { store: Store; playback: Playback }) {
  const text = words();
  const isBusy = useSignal(false);
  const transcript = store.transcript.value;
  if (!transcript) return null;
  const name = fileName(store, transcript.version);
  const download = async (kind: string, make: () => Promise<Blob>) => {
    isBusy.value = true;
    try {
      save(await make(), `${name}.${kind}`);
    } catch (error) {
      tellProblem(text.exportFailed(kind, messageOf(error)));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <details class="menu" name="menu">
      <summary aria-busy={isBusy.value}>{text.exports}</summary>
      <div class="panel">
        <ul>
          {FORMATS.map((format) => (
            <li key={format}>
              <button
                type="button"
                class="quiet"
                onClick={() => download(format, () => getText(store.jobId, transcript.version, format))}
              >
                {text.formats[format]}
              </button>
            </li>
          ))}
          <li>
            <button type="button" class="quiet" onClick={() => download('docx', () => inWord(store))}>
              {text.docx}
            </button>
          </li>
          {playback.link.value !== undefined && (
            <li>
              <a href={playback.link.value} target="_blank" rel="noreferrer">
                {text.recording}
              </a>
            </li>
          )}
          <li>
            <button type="button" class="quiet" onClick={() => copy(store, false)}>
              {text.copy}
            </button>
          </li>
          <li>
            <button type="button" class="quiet" onClick={() => copy(store, true)}>
              {text.copyWithTimes}
            </button>
          </li>
        </ul>
        {store.changes.value > 0 && <p class="hint">{text.savedOnly}</p>}
      </div>
    </details>
  );
}

function fileName({ job, jobId }: Store, version: number): string {
  const name = job.value?.file?.name.replace(/\.[^.]+$/, '') ?? jobId;
  return version === 0 ? name : `${name}.v${version}`;
}

async function inWord({ transcript, job, jobId }: Store): Promise<Blob> {
  const { wordDocument } = await import('./word-document.ts');
  const { segments, speakers, version, duration } = transcript.value ?? NOTHING;
  const about = words().aboutDocument(clockTime(duration), version);
  return wordDocument(
    job.value?.file?.name ?? jobId,
    about,
    paragraphsOf(segments, (one) => nameOf(one, speakers)),
  );
}

const NOTHING = { segments: [], speakers: {}, version: 0, duration: 0 };

async function copy({ segments, speakers }: Store, hasTimes: boolean): Promise<void> {
  const paragraphs = paragraphsOf(segments.value, (one) => nameOf(one, speakers.value)).map(
    ({ start, speaker, text }) =>
      [hasTimes ? `[${clockTime(start)}] ` : '', speaker === undefined ? '' : `${speaker}: `, text].join(''),
  );
  try {
    await navigator.clipboard.writeText(paragraphs.join('\n\n'));
    tell(words().copied);
  } catch (error) {
    tellProblem(words().notCopied(messageOf(error)));
  }
}
