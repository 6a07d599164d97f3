/** The page on a service that knows nothing but docs/openapi.json: whatever it does, any program can. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { mockOfDocument } from './support/document-mock.ts';
import { visitServed } from './support/visit.ts';

const AUDIO = { name: 'talk.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(100) };

describeWith('chromium-headless-shell')('the page on a mock of the document', () => {
  it('asks for nothing that is not there, in any of its views', async () => {
    const mock = mockOfDocument({ status: 'failed' });
    const { page, address, complaints } = await visitServed(mock.listener, '#/', {}, []);
    page.on('dialog', (dialog) => dialog.accept());
    const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();

    await page.getByLabel('API key').fill('any');
    await press('Enter');
    // Recordings
    await page.locator('li.job').first().waitFor();
    await page.getByLabel('Choose files').setInputFiles([AUDIO]);
    await page.getByText('Links to recordings').click();
    await page.getByLabel('Links to recordings').fill('https://example.com/talk.mp3');
    await press('Transcribe links');
    await page.getByText('One link is being transcribed').waitFor();
    await page.getByLabel('Search by name').fill('talk');
    await page.getByLabel('State').selectOption('failed');
    await expect.poll(() => mock.operations.has('startUpload')).toBe(true);
    await press(/^Try again: /);
    await page.getByText('It is tried again').waitFor();
    await press(/^Delete: /);
    await expect.poll(() => mock.operations.has('deleteJob'), { timeout: 30_000 }).toBe(true);
    mock.wishes['status'] = 'processing';
    await page.getByLabel('State').selectOption('');
    await page.reload();
    await press(/^Cancel: /);
    // A recording at work, and one that is done
    await page.goto(`${address}#/jobs/text`);
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    await expect.poll(() => mock.operations.has('giveTicket')).toBe(true);
    mock.wishes['status'] = 'completed';
    await page.goto(`${address}#/jobs/other`);
    await page.locator('.line').first().waitFor();
    await press(/^Edit the text/);
    await page.getByRole('textbox', { name: /^Text at/ }).fill('Corrected.');
    await page.keyboard.press('Control+Enter');
    await press('Save as a version');
    await page.getByText(/^Saved as version/).waitFor();
    // Operation
    await page.goto(`${address}#/operate`);
    await press(/^Limits: /);
    await page.getByLabel('Recordings at once').fill('2');
    await press('Save');
    await press(/^Replace: /);
    await press('I have it');
    await press(/^Shut out: /);
    await page.getByText('Make a key').first().click();
    await page.getByLabel('Name').fill('made');
    await page.getByRole('textbox', { name: 'Client' }).fill('client');
    await press('Make a key');
    await expect.poll(() => mock.operations.has('makeKey')).toBe(true);

    expect(mock.violations).toEqual([]);
    expect([...mock.operations].sort()).toEqual(expect.arrayContaining(EXPECTED));
    expect(complaints).toEqual([]);
  });
});

const EXPECTED = [
  ...['cancelJob', 'createJob', 'deleteJob', 'disableKey', 'getJob', 'getLimits', 'getModels'],
  ...[
    'getOperation',
    'getTranscript',
    'giveTenantTicket',
    'giveTicket',
    'listJobs',
    'listKeys',
    'listVersions',
    'makeKey',
    'retryJob',
  ],
  ...['rotateKey', 'saveVersion', 'setKeyLimits', 'startUpload'],
];
