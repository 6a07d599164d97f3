/** Tricks to make a service send a request to where only it can: each is a callback URL, and what its name resolves to. */
import { SAMPLES, V4_IN_V6, V4_NOTATIONS, V4_RANGES, V6_ADDRESSES, V6_NOTATIONS } from './addresses.ts';

export type Trick = {
  url: string;
  /** Addresses that the resolver gives for the host; a host that is an address is not asked for. */
  resolves?: readonly string[];
};

const PUBLIC = '93.184.215.14';
const PUBLIC_V6 = '2606:2800:21f:cb07:6820:80da:af6b:8b2c';
const notations = Object.values(V4_NOTATIONS);

/** @param port where the canary listens, which the deployment allows */
export function tricks(port: number): Record<string, Trick[]> {
  const families = Object.entries(allTricks(port));
  return Object.fromEntries(families.map(([family, all]) => [family, distinct(all)]));
}

function distinct(all: Trick[]): Trick[] {
  return [...new Map(all.map((trick) => [JSON.stringify(trick), trick])).values()];
}

function allTricks(port: number): Record<string, Trick[]> {
  const at = (host: string): Trick => ({ url: `https://${host}:${port}/hook` });
  const plain = (urls: string[]): Trick[] => urls.map((url) => ({ url }));
  const named = (resolves: readonly string[], host = 'receiver.example'): Trick => ({ ...at(host), resolves });
  const everyAddress = [...V4_RANGES.flat(), ...V6_ADDRESSES];
  return {
    'IPv4 ranges in every notation': V4_RANGES.flat().flatMap((address) =>
      notations.map((notation) => at(notation(address))),
    ),
    'IPv6 ranges in every notation': V6_ADDRESSES.flatMap((address) =>
      Object.values(V6_NOTATIONS).map((notation) => at(notation(address))),
    ),
    'IPv4 inside IPv6': SAMPLES.flatMap((address) => Object.values(V4_IN_V6).map((carry) => at(`[${carry(address)}]`))),
    'percent-encoded hosts': SAMPLES.flatMap((address) => [
      at(percentEncoded(address)),
      at(percentEncoded(address, 2)),
    ]),
    'names of this machine and network': LOCAL_NAMES.map(at),
    'user names and passwords': plain(
      USERINFO.map((authority) => `https://${authority.replace('PORT', `${port}`)}/hook`),
    ),
    'URLs that parsers read differently': plain(AMBIGUOUS.map((url) => url.replaceAll('PORT', `${port}`))),
    'other schemes': plain(
      SCHEMES.flatMap((scheme) => [`${scheme}://127.0.0.1:${port}/`, `${scheme}://receiver.example/`]),
    ),
    'ports of other services': plain(
      PORTS.flatMap((other) => [`https://receiver.example:${other}/`, `https://[${PUBLIC_V6}]:${other}/`]),
    ),
    'names that resolve to such an address': everyAddress.map((address) => named([address])),
    'names with public addresses before it': everyAddress.map((address) => named([PUBLIC, address])),
    'names with public addresses behind it': everyAddress.map((address) => named([address, PUBLIC_V6, PUBLIC])),
    'names whose IPv6 address carries one': SAMPLES.flatMap((address) =>
      Object.values(V4_IN_V6).map((carry) => named([carry(address)])),
    ),
    'wildcard names': WILDCARDS.map(([host, address]) => named([address], host)),
    'answers that are no address': NO_ADDRESSES.map((answer) => named([answer])),
  };
}

/** Every character of the host, or every second one. */
function percentEncoded(host: string, step = 1): string {
  return [...host]
    .map((character, n) => (n % step === 0 ? `%${character.charCodeAt(0).toString(16)}` : character))
    .join('');
}

const LOCAL_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'LocalHost.localdomain',
  'a.localhost',
  'a.b.localhost.',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'ｌｏｃａｌｈｏｓｔ',
  'loc\u00adalhost',
  'localhost。',
  'localdomain',
  'ip6-localhost',
  'ip6-loopback',
  'broadcasthost',
  'metadata',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.google.internal',
  'metadata.google.internal.',
  'ip-10-0-0-1.eu-north-1.compute.internal',
  'db.corp',
  'printer.local',
  'router.lan',
  'nas.home',
  'hook.private',
  'wiki.intranet',
  'box.home.arpa',
  'kubernetes',
  'host-gateway',
];

const USERINFO = [
  'receiver.example@127.0.0.1:PORT',
  'receiver.example:443@127.0.0.1:PORT',
  'user:password@127.0.0.1:PORT',
  'user@receiver.example',
  ':password@receiver.example',
  '@127.0.0.1:PORT',
  '@receiver.example',
  ':@receiver.example',
  'a@b@127.0.0.1:PORT',
  '127.0.0.1:PORT@receiver.example',
  '%40@127.0.0.1:PORT',
  'receiver.example%40127.0.0.1:PORT',
  'receiver.example%2f@127.0.0.1:PORT',
  'receiver.example%23@127.0.0.1:PORT',
  '[::1]@receiver.example',
  'receiver.example＠127.0.0.1:PORT',
];

const AMBIGUOUS = [
  'https:127.0.0.1:PORT/',
  'https:/127.0.0.1:PORT/',
  'https:///127.0.0.1:PORT/',
  'https:////127.0.0.1:PORT/',
  'https:\\\\127.0.0.1:PORT/',
  'https:/\\127.0.0.1:PORT/',
  'https://\\127.0.0.1:PORT/',
  'https://receiver.example\\@127.0.0.1:PORT/',
  'https://127.0.0.1:PORT\\@receiver.example/',
  'https://127.0.0.1:PORT\\.receiver.example/',
  'https://receiver.example/\\127.0.0.1',
  'https://127.0.0.1:PORT#@receiver.example/',
  'https://127.0.0.1:PORT?@receiver.example/',
  'https://127.0.0.1:PORT#.receiver.example/',
  'https://127.0.0.1:PORT?.receiver.example/',
  'https://127.0.0.1:PORT;.receiver.example/',
  'https://127.0.0.1 .receiver.example/',
  'https://127.0.0.1:PORT %40receiver.example/',
  'https://127.0.0.1%00.receiver.example/',
  'https://127.0.0.1%20.receiver.example/',
  'https://127.0.0.1%0d%0a.receiver.example/',
  'https://receiver.example%0d%0aHost:%20127.0.0.1/',
  'https://127.0.0.1\u0000.receiver.example/',
  'https://127.0.0.1\t:PORT/',
  'https://127.0.\n0.1:PORT/',
  'ht\ttps://127.0.0.1:PORT/',
  'https\r\n://127.0.0.1:PORT/',
  ' https://127.0.0.1:PORT/',
  'https://127.0.0.1:PORT/ ',
  '\u0001https://127.0.0.1:PORT/',
  '\ufeffhttps://127.0.0.1:PORT/',
  'https://receiver.example\r\nHost: 127.0.0.1\r\n/',
  'https://receiver.example/hook HTTP/1.1\r\nHost: 127.0.0.1',
  'https://[::1]:PORT.receiver.example/',
  'https://[::1',
  'https://::1:PORT/',
  'https://[[::1]]:PORT/',
  'https://[127.0.0.1]:PORT/',
  'https://[::1]receiver.example/',
  'https://127.0.0.1:PORT:443/',
  'https://127.0.0.1:0PORTx/',
  'https://127.0.0.1:99999/',
  'https://127.0.0.1:-1/',
  'https://127.0.0.1..:PORT/',
  'https://127.0.0.1.1:PORT/',
  'https://127..0.1:PORT/',
  'https://.127.0.0.1:PORT/',
  'https://256.0.0.1:PORT/',
  'https://4294967296:PORT/',
  'https://0x100000000:PORT/',
  'https://08.0.0.1:PORT/',
  'https://',
  'https://:PORT/',
  'https://.',
  'https://..',
  'https://?',
  'https://#',
  '//127.0.0.1:PORT/',
  '/\\127.0.0.1:PORT/',
  '127.0.0.1:PORT/',
  'localhost:PORT',
  '',
];

const SCHEMES = [
  'http',
  'HTTP',
  'hTTp',
  'ftp',
  'ftps',
  'sftp',
  'tftp',
  'file',
  'gopher',
  'dict',
  'ldap',
  'ldaps',
  'ws',
  'wss',
  'jar',
  'netdoc',
  'data',
  'blob',
  'javascript',
  'unix',
  'http+unix',
  'ssh',
  'telnet',
  'smb',
  's3',
  'view-source',
  'httpss',
  'xhttps',
];

/** What listens inside networks: shells, mail, databases, caches, brokers, Docker, Kubernetes, Consul, Prometheus. */
const PORTS = [
  0, 1, 7, 9, 21, 22, 23, 25, 53, 80, 110, 111, 135, 139, 143, 389, 445, 465, 587, 636, 993, 1080, 1433, 1521, 2049,
  2181, 2375, 2376, 2379, 2380, 3000, 3128, 3306, 3389, 4040, 4194, 5000, 5432, 5601, 5672, 5900, 5984, 6379, 6443,
  7001, 8000, 8080, 8081, 8086, 8088, 8125, 8200, 8300, 8500, 8888, 9000, 9042, 9090, 9092, 9100, 9200, 9300, 10250,
  10255, 11211, 15672, 27017, 50070, 61616, 65535,
];

const WILDCARDS: [host: string, address: string][] = [
  ['127.0.0.1.nip.io', '127.0.0.1'],
  ['www.10.0.0.1.nip.io', '10.0.0.1'],
  ['7f000001.nip.io', '127.0.0.1'],
  ['169.254.169.254.sslip.io', '169.254.169.254'],
  ['169-254-169-254.sslip.io', '169.254.169.254'],
  ['--1.sslip.io', '::1'],
  ['localtest.me', '127.0.0.1'],
  ['a.localtest.me', '::1'],
  ['lvh.me', '127.0.0.1'],
  ['vcap.me', '127.0.0.1'],
  ['spoofed.burpcollaborator.net', '127.0.0.1'],
  ['make-1.2.3.4-rebind-127.0.0.1-rr.1u.ms', '127.0.0.1'],
  ['xn--rksmrgs-5wao1o.se', '192.168.1.1'],
  ['räksmörgås.se', '192.168.1.1'],
  ['127.0.0.1.receiver.example', '127.0.0.1'],
  ['receiver.example.', '127.0.0.1'],
];

/** A resolver that is not to be trusted either; only a plain public address is one. */
const NO_ADDRESSES = [
  '',
  'localhost',
  'receiver.example',
  '127.1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '127.0.0.1:443',
  '[::1]',
  '::1%lo',
  'fe80::1%eth0',
  '127.0.0.1\u0000',
  ' 127.0.0.1',
  '127.0.0.1/8',
];
