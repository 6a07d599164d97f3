/** The result in each format. A further one is one more entry of `FORMATS` and of `RESULT_FORMATS`. */
import type { ResultFormat, TranscriptionOptions } from '../contracts/options.ts';
import type { AnyDocument, EditedSegment } from '../contracts/versions.ts';
import { cueLayout, paragraphPause } from './layout.ts';
import { nameIn } from './speakers.ts';
import { type Cue, subtitleCues } from './subtitles.ts';
import { asAsked } from './transcript.ts';
import { verboseJson } from './verbose-json.ts';

type Format = {
  content_type: string;
  /**
   * @param heard the document as the engine heard it, with words also where the client wants none; or as its client edited it
   * @param options the job's: each format takes of them what it knows
   */
  render(heard: AnyDocument, options: TranscriptionOptions): string;
};

export const FORMATS: Record<ResultFormat, Format> = {
  json: { content_type: 'application/json', render: (heard, options) => JSON.stringify(asAsked(heard, options)) },
  txt: {
    content_type: 'text/plain; charset=utf-8',
    render: (heard, options) => text(linesOf(heard), paragraphPause(options)),
  },
  srt: {
    content_type: 'application/x-subrip; charset=utf-8',
    render: (heard, options) => srt(labelledCuesOf(heard, options)),
  },
  vtt: {
    content_type: 'text/vtt; charset=utf-8',
    render: (heard, options) => vtt(cuesOf(heard, options), nameIn(heard)),
  },
  tsv: {
    content_type: 'text/tab-separated-values; charset=utf-8',
    render: ({ transcript }) => tsv(spoken<Line>(transcript.segments)),
  },
  verbose_json: {
    content_type: 'application/json',
    render: (heard, options) => JSON.stringify(verboseJson(heard, options)),
  },
};

function cuesOf({ transcript }: AnyDocument, options: TranscriptionOptions): Cue[] {
  return subtitleCues(transcript.segments, cueLayout(options));
}

/** As subtitles do it for who cannot hear: the name where somebody else begins to speak. */
function labelledCuesOf(heard: AnyDocument, options: TranscriptionOptions): Cue[] {
  const nameOf = nameIn(heard);
  const segments: readonly EditedSegment[] = heard.transcript.segments;
  return subtitleCues(spoken(segments), cueLayout(options), ({ speaker }, before) =>
    speaker === undefined || speaker === before?.speaker ? '' : `${nameOf(speaker)}:`,
  );
}

type Line = Pick<EditedSegment, 'start' | 'end' | 'text'>;

/** Each with who says it, where that is known. */
function linesOf(heard: AnyDocument): Line[] {
  const nameOf = nameIn(heard);
  const segments: readonly EditedSegment[] = heard.transcript.segments;
  return spoken(segments).map(({ speaker, ...line }) => {
    return speaker === undefined ? line : { ...line, text: `${nameOf(speaker)}: ${line.text}` };
  });
}

/** Without those whose text a client took out. */
function spoken<Of extends Line>(segments: readonly Of[]): Of[] {
  return segments.filter(({ text }) => text !== '');
}

/** One line a segment, and an empty one between paragraphs. */
function text(segments: readonly Line[], pauseSeconds: number): string {
  const beginsParagraph = ({ start }: Line, at: number) => start - (segments[at - 1]?.end ?? start) > pauseSeconds;
  return segments.map((segment, at) => `${beginsParagraph(segment, at) ? '\n' : ''}${segment.text}\n`).join('');
}

/** SubRip: numbered from 1, decimal comma. */
function srt(cues: readonly Cue[]): string {
  const block = ({ start, end, text }: Cue, index: number) =>
    `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${cueText(text)}\n\n`;
  return cues.map(block).join('');
}

/** WebVTT (W3C): `&` and `<` have to be escaped in cue text, and `>` in the name of a voice. */
function vtt(cues: readonly Cue[], nameOf: (speaker: string) => string): string {
  const voice = (speaker: string) => `<v ${escapeVtt(cueText(nameOf(speaker))).replaceAll('>', '&gt;')}>`;
  const block = ({ start, end, text, speaker }: Cue) =>
    `${clock(start, '.')} --> ${clock(end, '.')}\n${speaker === undefined ? '' : voice(speaker)}${escapeVtt(cueText(text))}\n\n`;
  return `WEBVTT\n\n${cues.map(block).join('')}`;
}

/** As Whisper's own command writes it: times in milliseconds, and a segment's text, which may hold no tab. */
function tsv(segments: readonly Line[]): string {
  const line = ({ start, end, text }: Line) =>
    `${Math.round(start * 1000)}\t${Math.round(end * 1000)}\t${text.trim().replaceAll(/\s/g, ' ')}\n`;
  return `start\tend\ttext\n${segments.map(line).join('')}`;
}

function clock(seconds: number, decimal: ',' | '.'): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const [hours, minutes, rest] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const time = [hours, minutes, rest].map((part) => pad(Math.floor(part), 2)).join(':');
  return `${time}${decimal}${pad(milliseconds % 1000, 3)}`;
}

/** An arrow inside a cue would be read as its times. */
function cueText(text: string): string {
  return text.replaceAll('-->', '→');
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
