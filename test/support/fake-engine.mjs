/**
 * An engine that does what the name of its audio file says, for the tests of the process that drives it.
 * Its first argument says how it starts: `ready`, `dies` or `garbage`.
 */
import { createInterface } from 'node:readline';

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const segment = (id, n) =>
  say({
    type: 'segment',
    id,
    segment: { id: n, start: n, end: n + 1, text: `segment ${n}`, words: [], confidence: 0.9 },
  });
const done = (id) =>
  say({
    type: 'done',
    id,
    language: { code: 'en', probability: 0.9 },
    duration_seconds: 2,
    speech_seconds: 2,
    transcribe_seconds: 0.1,
    quality: {
      speech_seconds: 2,
      transcribed_seconds: 2,
      mean_confidence: 0.9,
      lowest_confidence: 0.9,
      low_confidence_spans: [],
      gaps: [],
      redecoded_segments: [],
      removed_segments: [],
    },
    timings: {
      decode_seconds: 0,
      vad_seconds: 0,
      language_seconds: 0,
      features_seconds: 0,
      model_seconds: 0,
      redecode_seconds: 0,
    },
    warnings: [],
  });

const FILES = {
  'talk.mp3': ({ id }) => {
    say({ type: 'started', id, duration_seconds: 2 });
    segment(id, 0);
    segment(id, 1);
    done(id);
  },
  'crashes.mp3': ({ id }) => {
    say({ type: 'started', id, duration_seconds: 2 });
    segment(id, 0);
    process.kill(process.pid, 'SIGSEGV');
  },
  'garbage.mp3': () => process.stdout.write('Traceback (most recent call last)\n'),
  'wrong-segment.mp3': ({ id }) => {
    say({ type: 'segment', id, segment: { text: 'lost' } });
    done(id);
  },
  'unknown-event.mp3': ({ id }) => say({ type: 'applause', id }),
  'video.mp4': ({ id }) => say({ type: 'error', id, code: 'no_audio_stream', message: 'it holds video' }),
  'fault.mp3': ({ id }) => say({ type: 'error', id, code: 'internal', message: 'KeyError: secret path' }),
  'out-of-memory.mp3': ({ id }) => {
    say({ type: 'error', id, code: 'engine_crashed', message: 'CUDA out of memory' });
    process.exit(1);
  },
  'last-words.mp3': ({ id }) => {
    done(id);
    process.exit(0);
  },
  'somebody-else.mp3': ({ id }) => {
    segment('another-job', 7);
    done('another-job');
    done(id);
  },
  // The words of an earlier run are said at once, the others as they come; `stop` ends the file after the next one.
  'long.mp3': ({ id, resume = [], largest_batch }) => {
    say({ type: 'started', id, duration_seconds: 2 });
    for (const part of resume) segment(id, part.segment);
    let n = resume.length;
    const next = () => {
      say({ type: 'part', id, part: { segment: n, largest_batch } });
      segment(id, n++);
      if (stopped.has(id)) say({ type: 'stopped', id });
      else if (n === 1000) done(id);
      else setImmediate(next);
    };
    next();
  },
  'hangs.mp3': ({ id }) => {
    say({ type: 'started', id, duration_seconds: 2 });
    segment(id, 0);
  },
  'slow.mp3': ({ id }) => {
    let beats = 0;
    const beat = setInterval(() => {
      say({ type: 'progress', id, read_seconds: beats });
      if (++beats < 5) return;
      clearInterval(beat);
      done(id);
    }, 60);
  },
  'endless.mp3': ({ id }) => say({ type: 'started', id, duration_seconds: 2 }),
};

const [start] = process.argv.slice(2);
if (start === 'dies') process.exit(3);
if (start === 'garbage') process.stdout.write('no protocol\n');
if (start === 'ready') {
  say({
    type: 'ready',
    engine: 'fake',
    model: 'demo',
    device: 'cpu',
    batch_size: 1,
    languages: ['en'],
    tasks: ['transcribe'],
    options: ['language', 'clip'],
    load_seconds: 0.1,
    versions: { pid: String(process.pid) },
    details: { fake: true },
  });
}
const stopped = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.type === 'stop') stopped.add(request.id);
  else FILES[request.audio_path](request);
}
