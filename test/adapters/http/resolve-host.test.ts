import { describe, expect, it } from 'vitest';
import { hostResolver } from '../../../adapters/http/resolve-host.ts';
import { startNameServer } from '../../support/name-server.ts';

describe('the addresses of a host', () => {
  it.each([
    ['IPv4 and IPv6', 'both.example', ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']],
    ['one kind', 'four.example', ['93.184.215.14', '10.0.0.1']],
    ['what another name stands for', 'alias.example', ['169.254.169.254']],
    ['none', 'unknown.example', []],
  ])('are %s', async (_what, host, addresses) => {
    const { server } = await startNameServer({
      'both.example': { addresses: ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'] },
      'four.example': { addresses: ['93.184.215.14', '10.0.0.1'] },
      'alias.example': { alias: 'other.example' },
      'other.example': { alias: 'metadata.example' },
      'metadata.example': { addresses: ['169.254.169.254'] },
    });
    expect(await hostResolver([server])(host)).toEqual(addresses);
  });

  it('are not waited for when the name server says nothing', async () => {
    const { server, asked } = await startNameServer({ 'slow.example': { silent: true } });
    const begun = performance.now();
    expect(await hostResolver([server], 100)('slow.example')).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(asked).toContain('slow.example');
  });

  it('are none when no name server is there', async () => {
    expect(await hostResolver(['127.0.0.1:1'], 100)('receiver.example')).toEqual([]);
  });
});
