/** After a roll-back this version reads what the next one wrote. */
import { describe, expect, it } from 'vitest';
import { readStoredDocument } from '../../../core/contracts/document.ts';
import { Connection, HeldPlace, LoggedEvent, Presence, StoredTicket } from '../../../core/contracts/live-items.ts';
import { Row } from '../../../core/contracts/rows.ts';
import { launchedWorker } from '../../../core/fleet/worker.ts';
import {
  makeDelivery,
  makeInstance,
  makeJob,
  makeRegistration,
  makeStoredDocument,
  NOW,
} from '../../support/records.ts';

const worker = launchedWorker(makeInstance(), NOW).row;
const attempt = { attempt: 1, instance_id: 'i-1', instance_type: 'g9.xlarge', started_at: NOW.toISOString() };
const failure = { code: 'of_the_next_version', message: 'words of the next version' };

const key = { job_id: 'key#id', kind: 'key', tenant: 'tenant-1', scopes: ['client', 'of_the_next_version'] };

describe('a row of the next version', () => {
  it.each([
    ['key', key],
    ['job', makeJob()],
    ['delivery', makeDelivery()],
    ['registration', makeRegistration()],
    ['worker', worker],
  ])('with an attribute more is a %s without it', (_kind, row) => {
    expect(Row.parse({ ...row, added_later: { deep: [1] } })).toEqual(Row.parse(row));
  });

  it.each([
    ['an option more', { emotions: true }, {}],
    ['a value more of an option', { profile: 'thorough', beam_size: 3 }, { beam_size: 3 }],
    ['a field more inside an option', { clip: { start: 1, end: 2, fade: 1 }, language: 'sv' }, { language: 'sv' }],
    ['a format more', { formats: ['json', 'docx'] }, { formats: ['json'] }],
    ['no format that is known', { formats: ['docx'] }, {}],
  ])('with %s is read without it', (_what, options, read) => {
    expect(Row.parse({ ...makeJob(), options })).toMatchObject({ kind: 'job', options: read });
    expect(Row.parse({ ...makeRegistration(), options })).toMatchObject({ kind: 'registration', options: read });
    expect(Object.keys((Row.parse({ ...makeJob(), options }) as { options: object }).options)).toEqual(
      Object.keys(read),
    );
  });

  it('with a result format more names those that are known', () => {
    const row = Row.parse({ ...makeJob(), results: { json: 's3://b/j', docx: 's3://b/d' } });
    expect(row).toMatchObject({ results: { json: 's3://b/j' } });
    expect(row).not.toHaveProperty('results.docx');
  });

  it.each([
    ['a failure of a job', makeJob(), { error: { ...failure, retriable: false } }],
    [
      'an end of an attempt',
      makeJob(),
      { attempts: [{ ...attempt, market: 'reserved', outcome: 'of_the_next_version' }] },
    ],
    ['a failure of a webhook', makeDelivery(), { failure }],
    [
      'an error of a webhook',
      makeDelivery(),
      { attempts: [{ at: NOW.toISOString(), milliseconds: 1, error_code: 'new' }] },
    ],
    ['a reason to stop a receiver', makeRegistration(), { disabled_reason: 'of_the_next_version' }],
    ['an end of a worker', worker, { ended_reason: 'of_the_next_version' }],
  ])('with another code for %s keeps it', (_what, row, change) => {
    expect(Row.parse({ ...row, ...change })).toMatchObject(change);
  });
});

describe('an item of live updates of the next version', () => {
  const time = NOW.toISOString();
  const event = { seq: 1, attempt: 1, rank: 2, told: 0, type: 'state', message: '{}', expires_at: 2_000_000_000 };
  const connection = { connection_id: 'c', tenant: 'a', state: 'live' };

  it.each([
    ['event', LoggedEvent, event],
    ['connection', Connection, connection],
    ['presence', Presence, { listened_until: time, joined: 1 }],
    ['ticket', StoredTicket, { tenant: 'a', valid_until: time }],
    ['waiting place', HeldPlace, { place: 1, tenant: 'a', until: time }],
  ])('with an attribute more is a %s without it', (_kind, schema, item) => {
    expect(schema.parse({ ...item, added_later: { deep: [1] } })).toEqual(item);
  });

  it('is sent on as it is, whatever it tells', () => {
    const told = { ...event, type: 'of_the_next_version', message: '{"type":"of_the_next_version"}' };
    expect(LoggedEvent.parse(told)).toEqual(told);
  });

  it('is a socket that is not served, if its state says something new', () => {
    expect(Connection.parse({ ...connection, state: 'of_the_next_version' })).toEqual({
      ...connection,
      state: 'joining',
    });
  });
});

it('a result of the next version is adopted as it is, but for formats that this one cannot name', () => {
  const document = makeStoredDocument();
  const next = {
    ...document,
    results: { ...document.results, docx: 's3://b/d' },
    quality: { ...document.quality, redecoded_segments: [{ chosen: 'third_reading' }] },
    usage: { ...document.usage, market: 'reserved' },
    speakers: [{ id: 0, name: 'Ann' }],
  };
  expect(readStoredDocument(structuredClone(next))).toEqual({ ...next, results: document.results });
});
