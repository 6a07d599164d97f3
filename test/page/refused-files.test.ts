/** Files that are not worth sending are told of at once, and nobody else hears of them. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { ANSWERS } from './support/recording.ts';
import { answer } from './support/stub-api.ts';
import { visitWith } from './support/visit.ts';

const file = (name: string, mimeType: string, bytes = 100) => ({ name, mimeType, buffer: Buffer.alloc(bytes) });

describeWith('chromium-headless-shell')('a file that is refused', () => {
  it.each([
    ['empty', file('nothing.wav', 'audio/wav', 0), 'nothing.wav is empty, so it was not sent.'],
    ['a paper', file('notes.pdf', 'application/pdf'), 'notes.pdf is neither audio nor video, so it was not sent.'],
    ['a picture', file('me.png', 'image/png'), 'me.png is neither audio nor video, so it was not sent.'],
    ['a companion', file('._talk.wav', 'audio/wav'), '._talk.wav is what an operating system puts beside files'],
  ])('is not sent where it is %s, and why is said', async (_, refused, why) => {
    const { page, asked } = await visitWith(ANSWERS);
    await page.getByLabel('Choose files').setInputFiles([refused]);
    await page.getByRole('status').getByText(why).waitFor();
    expect(await page.locator('.sending li').count()).toBe(0);
    // One that is sent after it comes first: nothing of the other is still to come.
    await page.getByLabel('Choose files').setInputFiles([file('talk.wav', 'audio/wav')]);
    await page.locator('.sending .problem').waitFor();
    const sent = asked.filter(({ method, path }) => method !== 'GET' && path !== '/api/v1/ticket');
    expect(sent.map(({ path, body }) => [path, JSON.parse(body).file_name])).toEqual([['/api/v1/uploads', 'talk.wav']]);
  });

  it('is sent no further where the service says that it is too large, and the service says how large it may be', async () => {
    const detail = 'size_bytes: 5368709121 is more than this service takes (5368709120)';
    const tooLarge = answer(422, { status: 422, code: 'invalid_request', detail, errors: [] });
    const { page, asked } = await visitWith({ ...ANSWERS, 'POST /api/v1/uploads': tooLarge });
    await page.getByLabel('Choose files').setInputFiles([file('talk.wav', 'audio/wav')]);
    await page.getByRole('alert').getByText(detail).waitFor();
    expect(asked.filter(({ path }) => path.startsWith('/bucket/'))).toEqual([]);
  });
});
