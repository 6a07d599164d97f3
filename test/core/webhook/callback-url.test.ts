import { describe, expect, it } from 'vitest';
import { classifyHost } from '../../../adapters/http/addresses.ts';
import { callbackHostProblem, callbackUrlProblem } from '../../../core/webhook/callback-url.ts';

const problemOf = (url: string, { local = false } = {}) =>
  callbackUrlProblem(url, { allow_loopback_http: local, ports: [443, 8443] }, classifyHost);

describe('a callback URL', () => {
  it.each([
    'https://example.com/webhook',
    'https://example.com:8443/hook?token=a%20b#part',
    'https://8.8.8.8/hook',
    'https://[2606:4700:4700::1111]/hook',
    'https://xn--rksmrgs-5wao1o.se/',
    'https://räksmörgås.se/',
    'https://internal.example.com/',
    'https://localhost.example.com/',
  ])('%s is accepted', (url) => {
    expect(problemOf(url)).toBeUndefined();
  });

  it('is judged the same when a busy process has judged many', () => {
    const refused = Array.from({ length: 50_000 }, () => problemOf('https://räksmörgås.se/')).filter(Boolean);
    expect(refused).toEqual([]);
  });

  it.each([
    '',
    '/webhook',
    'example.com/webhook',
    'https://',
    'https:example.com',
    'https:/example.com/',
    'https:///a.se/',
  ])('"%s" is refused: it is no absolute URL', (url) => {
    expect(problemOf(url)).toMatch(/absolute URL/);
  });

  it.each([
    ' https://a.se/',
    'https://a.se/ ',
    'https://exa mple.com/',
    'https://a.se\t/',
    'ht\ntps://a.se/',
    'https:\\\\a.se',
    'https://a.se\\@b.se/',
    'https://a.se/\u0000',
  ])('"%s" is refused: parsers read it differently', (url) => {
    expect(problemOf(url)).toMatch(/spaces, control characters and backslashes/);
  });

  it.each(['https://a.se:80/', 'https://a.se:22/', 'https://a.se:6379/', 'https://8.8.8.8:8080/', 'https://a.se:0/'])(
    '%s is refused: its port is none of the deployment',
    (url) => {
      expect(problemOf(url)).toBe('expected port 443 or 8443');
    },
  );

  it('may name the ports that the deployment allows', () => {
    const rules = { allow_loopback_http: false, ports: [9443] };
    expect(callbackUrlProblem('https://a.se:9443/', rules, classifyHost)).toBeUndefined();
    expect(callbackUrlProblem('https://a.se/', rules, classifyHost)).toBe('expected port 9443');
  });

  it('of a host that no table key could hold is refused', () => {
    expect(problemOf(`https://${'a.'.repeat(130)}se/`)).toMatch(/253/);
    expect(problemOf(`https://${'a'.repeat(64)}.se/`)).toMatch(/63/);
    expect(problemOf(`https://${'å'.repeat(60)}.se/`)).toMatch(/63/);
    expect(problemOf(`https://${'a'.repeat(63)}.se/`)).toBeUndefined();
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'javascript:alert(1)',
  ])('%s is refused: it is not https', (url) => {
    expect(problemOf(url)).toMatch(/https:\/\//);
  });

  it.each([
    'https://user@example.com/',
    'https://@example.com/',
    'https://user:password@example.com/',
    'https://:password@example.com/',
    'https://example.com@10.0.0.1/',
  ])('%s is refused: it holds a user name or password', (url) => {
    expect(problemOf(url)).toMatch(/user name and password/);
  });

  it.each([
    ['loopback', 'https://127.0.0.1/'],
    ['all of 127/8', 'https://127.255.1.2/'],
    ['loopback with a dot', 'https://127.0.0.1./'],
    ['decimal', 'https://2130706433/'],
    ['octal', 'https://0177.0.0.1/'],
    ['hexadecimal', 'https://0x7f.0.0.1/'],
    ['hexadecimal in one', 'https://0x7f000001/'],
    ['short', 'https://127.1/'],
    ['full-width digits', 'https://１２７.0.0.1/'],
    ['unspecified', 'https://0.0.0.0/'],
    ['private', 'https://10.1.2.3/'],
    ['private', 'https://172.16.0.1/'],
    ['private', 'https://192.168.1.1/'],
    ['shared', 'https://100.64.0.1/'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['the metadata service in decimal', 'https://2852039166/'],
    ['the metadata service over IPv6', 'https://[fd00:ec2::254]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 loopback at length', 'https://[0:0:0:0:0:0:0:1]/'],
    ['IPv6 unspecified', 'https://[::]/'],
    ['IPv6 link-local', 'https://[fe80::1]/'],
    ['IPv6 unique local', 'https://[fc00::1]/'],
    ['mapped IPv4', 'https://[::ffff:127.0.0.1]/'],
    ['mapped IPv4 in hexadecimal', 'https://[::ffff:a9fe:a9fe]/'],
    ['compatible IPv4', 'https://[::127.0.0.1]/'],
    ['NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['6to4', 'https://[2002:7f00:1::]/'],
    ['old site-local', 'https://[fec0::1]/'],
    ['localhost', 'https://localhost/'],
    ['localhost in capitals', 'https://LOCALHOST/'],
    ['localhost with a dot', 'https://localhost./'],
    ['below localhost', 'https://a.localhost/'],
    ['below localhost with a dot', 'https://a.localhost./'],
    ['a name of one label', 'https://intranet/'],
    ['a private zone', 'https://hook.corp/'],
    ['a home network', 'https://nas.home.arpa./'],
    ['NAT64 of a local network', 'https://[64:ff9b:1::a00:1]/'],
    ['Teredo', 'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/'],
    ['multicast DNS', 'https://printer.local/'],
    ["AWS's internal names", 'https://ip-10-0-0-1.eu-north-1.compute.internal/'],
    ["AWS's internal names with a dot", 'https://instance-data.ec2.internal./'],
  ])('is refused when it is %s: %s', (_kind, url) => {
    expect(problemOf(url)).toMatch(/public host/);
  });
});

it.each(['https://exa%6Dple.com/', 'https://%31%32%37.0.0.1/', 'https://127.0.0.1%2f.example.com/'])(
  '%s is refused: its host is percent-encoded',
  (url) => {
    expect(problemOf(url)).toMatch(/percent-encoding|absolute URL/);
  },
);

describe('the host of a callback URL', () => {
  const hostProblem = (url: string, addresses: string[], local = false) =>
    callbackHostProblem(
      url,
      { allow_loopback_http: local, ports: [443, 8443] },
      { classify: classifyHost, resolve: async () => addresses },
    );

  it.each([[[]], [['93.184.215.14']], [['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']]])(
    'is accepted when it stands for %j',
    async (addresses) => {
      expect(await hostProblem('https://receiver.example/', addresses)).toBeUndefined();
    },
  );

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00:ec2::254', '64:ff9b::a9fe:a9fe', 'no address'])(
    'is refused when one of its addresses is %s',
    async (address) => {
      expect(await hostProblem('https://receiver.example/', ['93.184.215.14', address])).toMatch(/public host/);
    },
  );

  it('may be this machine in the local stage', async () => {
    expect(await hostProblem('https://localtest.example/', ['127.0.0.1'], true)).toBeUndefined();
    expect(await hostProblem('https://localtest.example/', ['10.0.0.1'], true)).toMatch(/public host/);
  });

  it('is not looked up when it is an address', async () => {
    expect(await hostProblem('https://8.8.8.8/', ['10.0.0.1'])).toBeUndefined();
  });
});

describe('a callback URL in the local stage', () => {
  it.each(['http://127.0.0.1:8080/hook', 'http://localhost:8080/', 'http://[::1]:8080/', 'https://127.0.0.1/'])(
    '%s is accepted',
    (url) => {
      expect(problemOf(url, { local: true })).toBeUndefined();
    },
  );

  it.each([
    'http://example.com/',
    'http://10.0.0.1/',
    'https://169.254.169.254/',
    'ftp://127.0.0.1/',
    'http://u@127.0.0.1/',
  ])('%s is refused all the same', (url) => {
    expect(problemOf(url, { local: true })).toBeDefined();
  });
});
