/** The result in each format. A further one is one more entry of `FORMATS` and of `RESULT_FORMATS`. */
import type { StoredDocument } from '../contracts/document.ts';
import type { Segment } from '../contracts/engine-protocol.ts';
import type { ResultFormat, TranscriptionOptions } from '../contracts/options.ts';
import { type Cue, subtitleCues } from './subtitles.ts';
import { asAsked } from './transcript.ts';

type Format = {
  content_type: string;
  /**
   * @param heard the document as the engine heard it, with words also where the client wants none
   * @param options the job's: each format takes of them what it knows
   */
  render(heard: StoredDocument, options: TranscriptionOptions): string;
};

export const FORMATS: Record<ResultFormat, Format> = {
  json: { content_type: 'application/json', render: (heard, options) => JSON.stringify(asAsked(heard, options)) },
  txt: { content_type: 'text/plain; charset=utf-8', render: ({ transcript }) => text(transcript.segments) },
  srt: { content_type: 'application/x-subrip; charset=utf-8', render: ({ transcript }) => srt(transcript.segments) },
  vtt: { content_type: 'text/vtt; charset=utf-8', render: ({ transcript }) => vtt(transcript.segments) },
};

/** One line a segment. */
function text(segments: readonly Segment[]): string {
  return segments.map((segment) => `${segment.text}\n`).join('');
}

/** SubRip: numbered from 1, decimal comma. */
function srt(segments: readonly Segment[]): string {
  const block = ({ start, end, text }: Cue, index: number) =>
    `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${cueText(text)}\n\n`;
  return subtitleCues(segments).map(block).join('');
}

/** WebVTT (W3C): `&` and `<` have to be escaped in cue text. */
function vtt(segments: readonly Segment[]): string {
  const block = ({ start, end, text }: Cue) =>
    `${clock(start, '.')} --> ${clock(end, '.')}\n${escapeVtt(cueText(text))}\n\n`;
  return `WEBVTT\n\n${subtitleCues(segments).map(block).join('')}`;
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
