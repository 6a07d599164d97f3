import { basename } from 'node:path';
import type { Transcribed } from './transcribe-file.ts';

const seconds = (value: number) => `${value.toFixed(2).padStart(8)} s`;

/** The transcript, and where the time between upload and webhook went. */
export function reportOf({ file, document, uploadedAt, receivedAt }: Transcribed): string {
  const { usage, transcript, language, duration_seconds, warnings } = document;
  const whole = (receivedAt.getTime() - uploadedAt.getTime()) / 1000;
  const { queue_seconds, boot_seconds, model_load_seconds, download_seconds, transcribe_seconds } = usage;
  const delivery = Math.max(
    0,
    whole - queue_seconds - Math.max(model_load_seconds, download_seconds) - transcribe_seconds,
  );
  const spoken = transcript.text
    ? `language ${language.code} (${(language.probability * 100).toFixed(0)} %)`
    : 'no speech';
  return `
${basename(file)}: ${duration_seconds.toFixed(1)} s of audio, ${spoken}, model ${document.metadata.model}
${warnings.map(({ code, message }) => `warning ${code}: ${message}\n`).join('')}
${transcript.text}

Where the time went:
  queue         ${seconds(queue_seconds)}   from upload to a worker's claim, its boot included
  boot          ${seconds(boot_seconds)}   of the worker; 0 if it was up
  model load    ${seconds(model_load_seconds)}   while the file downloads
  download      ${seconds(download_seconds)}
  transcription ${seconds(transcribe_seconds)}
  delivery      ${seconds(delivery)}   results, transaction, webhook
  upload to webhook ${seconds(whole).trim()}`;
}
