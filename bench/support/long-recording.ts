/** A recording of many hours as the service answers for it: drawn by lot from common words, the same each time. */
import type { ServerResponse } from 'node:http';

export const HOURS = 10;
/** As people speak: 150 a minute. */
export const WORDS = 90_000;
const WORDS_OF_SEGMENT = 12;
export const SEGMENTS = WORDS / WORDS_OF_SEGMENT;
const SECONDS = HOURS * 3600;
const EACH = SECONDS / WORDS;

const COMMON =
  'the of and to in that it is was for on with he as you do at this but his by from they we say her she or an will my one all would there their what so up out if about who get which go me when make can like time no just him know take people into year your good some could them see other than then now look only come its over think also back after use two how our work first well way even new want because any these give day most us'.split(
    ' ',
  );

/** As `quality` counts it, one word of fifty is unsure. */
const [UNSURE_OF, SPEAKERS] = [50, 3];

export function longDocument(jobId: string): object {
  const draw = lots(7);
  const segments = Array.from({ length: SEGMENTS }, (_, id) => segmentOf(id, draw));
  return {
    job_id: jobId,
    status: 'complete',
    transcript: { text: '', segments },
    speakers: { speaker_1: 'Anna', speaker_2: 'Bo' },
    version: { version: 0, author: null, created_at: '2026-01-01T00:00:00Z' },
    language: { code: 'en', probability: 1 },
    duration_seconds: SECONDS,
    quality: {
      gaps: Array.from({ length: 100 }, (_, at) => ({ start: at * 360 + 30, end: at * 360 + 40, seconds: 10 })),
      removed_segments: Array.from({ length: 20 }, (_, at) => ({
        start: at * 1800 + 90,
        end: at * 1800 + 92,
        text: 'Thanks',
      })),
    },
  };
}

function segmentOf(id: number, draw: (most: number) => number) {
  const first = id * WORDS_OF_SEGMENT * EACH;
  const words = Array.from({ length: WORDS_OF_SEGMENT }, (_, at) => ({
    word: ` ${COMMON[draw(COMMON.length)]}`,
    start: first + at * EACH,
    end: first + (at + 1) * EACH,
    probability: draw(UNSURE_OF) === 0 ? 0.3 : 0.95,
  }));
  const text = `${words.map(({ word }) => word).join('')}.`;
  const speaker = `speaker_${1 + (Math.floor(id / 6) % SPEAKERS)}`;
  return { id, start: first, end: first + WORDS_OF_SEGMENT * EACH, text, words, confidence: 0.9, speaker };
}

/** Numbers from 0 up to below a bound, by a linear congruence (Numerical Recipes). */
function lots(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const RATE = 8000;
const HEADER_BYTES = 44;

/** Silence as a WAV file of 8 bits, made as it is asked for: in ranges, as browsers ask for what they play. */
export function sendSilence(response: ServerResponse, range: string | undefined, seconds = SECONDS): void {
  const all = HEADER_BYTES + seconds * RATE;
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const [first, last] = [Number(from), Math.min(to === '' ? all - 1 : Number(to), Number(from) + 2 ** 20, all - 1)];
  const body = Buffer.alloc(last - first + 1, 0x80);
  wavHeader(seconds * RATE).copy(body, 0, Math.min(first, HEADER_BYTES));
  response.writeHead(206, {
    'content-type': 'audio/wav',
    'accept-ranges': 'bytes',
    'content-range': `bytes ${first}-${last}/${all}`,
    'content-length': body.length,
  });
  response.end(body);
}

function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(bytes + HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
