/** What codes of the API mean to people, for whom the service's own words are English. */
import type { Delivery, Job, JobError } from '../../clients/typescript/index.ts';
import { inEachLanguage, moment } from './language.ts';

type AttemptError = NonNullable<Delivery['attempts'][number]['error']>['code'];
type Failure = NonNullable<Delivery['failure']>['code'];
type Said<Code extends string> = Readonly<Record<Code, string>>;
type Texts = {
  job: Said<JobError['code']>;
  attempt: Said<AttemptError>;
  delivery: Said<Failure | 'delivered'>;
  /** By the limit; undefined of one that this page does not know. */
  held: Said<'usd_per_month' | 'audio_hours_per_day' | 'concurrent_jobs'>;
  until: (reason: string, time: string) => string;
};

const en: Texts = {
  job: {
    empty_file: 'The file is empty.',
    no_audio_stream: 'There is no sound in the file.',
    unsupported_media: 'The file cannot be read as audio or video.',
    unsupported_option: 'The model cannot do what the options ask of it.',
    model_unavailable: 'The model that was asked for is not there any more.',
    file_too_large: 'The file is too large.',
    audio_too_long: 'The recording is too long.',
    download_failed: 'The file was gone before it could be read.',
    archived_object: 'The file lies in an archive, from which it cannot be read at once.',
    object_unreadable: 'The service is not let in to the file.',
    url_unreachable: 'The address of the recording did not answer with it.',
    url_forbidden: 'The service may not fetch from the address of the recording.',
    url_too_large: 'The file at the address is too large.',
    url_not_audio: 'There is a web page at the address, and no recording.',
    engine_crashed: 'The machine broke down over this file.',
    time_limit: 'It took too long.',
    interrupted_too_often: 'It was interrupted too often.',
    capacity_unavailable: 'No machine was to be had.',
    cancelled: 'It was cancelled.',
    internal: 'The service made a mistake.',
  },
  attempt: {
    address_refused: 'the address is not one that the service posts to',
    name_not_found: 'the name of the receiver is not known',
    connection_failed: 'no connection',
    tls_failed: 'no secure connection',
    timeout: 'no answer in time',
    invalid_answer: 'an answer that is no HTTP',
    service_error: 'a fault of the service, so nothing was sent',
    no_answer_recorded: 'the sender was ended before the answer',
  },
  delivery: {
    delivered: 'Delivered',
    receiver_gone: 'The receiver does not want any more (410)',
    receiver_failing: 'The receiver failed for five days',
    retries_exhausted: 'All attempts failed',
    data_missing: 'There was nothing left to send',
  },
  held: {
    usd_per_month: 'what may be spent in a month is spent',
    audio_hours_per_day: 'the hours of audio of this day are used up',
    concurrent_jobs: 'as many as may be at once wait or are at work',
  },
  until: (reason, time) => `${reason}; it goes on ${time}`,
};

const sv: Texts = {
  job: {
    empty_file: 'Filen är tom.',
    no_audio_stream: 'Det finns inget ljud i filen.',
    unsupported_media: 'Filen går inte att läsa som ljud eller video.',
    unsupported_option: 'Modellen kan inte det som inställningarna begär.',
    model_unavailable: 'Modellen som begärdes finns inte längre.',
    file_too_large: 'Filen är för stor.',
    audio_too_long: 'Inspelningen är för lång.',
    download_failed: 'Filen var borta innan den kunde läsas.',
    archived_object: 'Filen ligger i ett arkiv, som den inte kan läsas ur på en gång.',
    object_unreadable: 'Tjänsten släpps inte in till filen.',
    url_unreachable: 'Adressen till inspelningen svarade inte med den.',
    url_forbidden: 'Tjänsten får inte hämta från adressen till inspelningen.',
    url_too_large: 'Filen på adressen är för stor.',
    url_not_audio: 'På adressen finns en webbsida, och ingen inspelning.',
    engine_crashed: 'Maskinen gick sönder på den här filen.',
    time_limit: 'Det tog för lång tid.',
    interrupted_too_often: 'Den avbröts för ofta.',
    capacity_unavailable: 'Det gick inte att få någon maskin.',
    cancelled: 'Den avbröts.',
    internal: 'Tjänsten gjorde fel.',
  },
  attempt: {
    address_refused: 'adressen är inte en som tjänsten skickar till',
    name_not_found: 'mottagarens namn är okänt',
    connection_failed: 'ingen anslutning',
    tls_failed: 'ingen säker anslutning',
    timeout: 'inget svar i tid',
    invalid_answer: 'ett svar som inte är HTTP',
    service_error: 'ett fel i tjänsten, så inget skickades',
    no_answer_recorded: 'avsändaren avslutades före svaret',
  },
  delivery: {
    delivered: 'Levererad',
    receiver_gone: 'Mottagaren vill inte ha fler (410)',
    receiver_failing: 'Mottagaren svarade fel i fem dygn',
    retries_exhausted: 'Alla försök misslyckades',
    data_missing: 'Det fanns inget kvar att skicka',
  },
  held: {
    usd_per_month: 'det som får kosta på en månad är förbrukat',
    audio_hours_per_day: 'dagens timmar ljud är förbrukade',
    concurrent_jobs: 'så många som får vara i gång samtidigt väntar eller arbetar',
  },
  until: (reason, time) => `${reason}; det går vidare ${time}`,
};

export const words = inEachLanguage({ en, sv });

/** Of a code that a newer service gives there are no words here. */
export function said(kind: 'job' | 'attempt' | 'delivery' | 'held', code: string): string | undefined {
  return (words()[kind] as Record<string, string | undefined>)[code];
}

export function whyHeld({ limit, message, until }: NonNullable<Job['held']>): string {
  const reason = said('held', limit) ?? message;
  return until === undefined ? reason : words().until(reason, moment(until));
}
