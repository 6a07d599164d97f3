/** Addresses that nobody's webhook may be sent to, and the many ways to write one. */

/** IANA's special-purpose registry for IPv4, multicast, and the addresses that AWS puts there. First and last of each. */
export const V4_RANGES: readonly (readonly [first: string, last: string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['127.0.0.1', '127.0.0.2'],
  ['169.254.0.0', '169.254.255.255'],
  ['169.254.169.254', '169.254.170.2'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
];

/** The same for IPv6, with the metadata service and name server of AWS, and everything outside of global unicast. */
export const V6_ADDRESSES: readonly string[] = [
  '::',
  '::1',
  '::2',
  '::ffff:ffff',
  '100::',
  '100::ffff:ffff:ffff:ffff',
  '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001::',
  '2001:0:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:2::',
  '2001:3::1',
  '2001:4:112::1',
  '2001:10::',
  '2001:20::',
  '2001:30::1',
  '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db8::',
  '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
  '2002::',
  '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2620:4f:8000::1',
  '3fff::',
  '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff',
  '4000::1',
  '5f00::1',
  '64:ff9b::',
  '64:ff9b::ffff:ffff',
  '64:ff9b:1::',
  '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
  '8000::1',
  'e000::1',
  'fc00::',
  'fd00:ec2::254',
  'fd00:ec2::253',
  'fd00:ec2::23',
  'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fe80::',
  'fe80::a9fe:a9fe',
  'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fec0::1',
  'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'ff00::',
  'ff02::1',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];

type Octets = readonly [number, number, number, number];

const octetsOf = (address: string) => address.split('.').map(Number) as unknown as Octets;
const numberOf = (address: string) => octetsOf(address).reduce((sum, octet) => sum * 256 + octet, 0);
const hex = (number: number) => number.toString(16);
const octal = (number: number) => `0${number.toString(8)}`;
const hexPairs = (address: string) => {
  const [a, b, c, d] = octetsOf(address);
  return `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
};
const inOtherDigits = (address: string, zero: number) =>
  address.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** Ways to write an IPv4 address that a URL's parser, or a careless one, takes for that address. */
export const V4_NOTATIONS: Readonly<Record<string, (address: string) => string>> = {
  dotted: (address) => address,
  'with a last dot': (address) => `${address}.`,
  'one number': (address) => String(numberOf(address)),
  'one hexadecimal number': (address) => `0x${hex(numberOf(address))}`,
  'one octal number': (address) => octal(numberOf(address)),
  'hexadecimal in four': (address) =>
    octetsOf(address)
      .map((octet) => `0x${hex(octet)}`)
      .join('.'),
  'hexadecimal in capitals': (address) =>
    octetsOf(address)
      .map((octet) => `0X${hex(octet).toUpperCase()}`)
      .join('.'),
  'octal in four': (address) => octetsOf(address).map(octal).join('.'),
  'octal with many zeros': (address) =>
    octetsOf(address)
      .map((octet) => `000${octal(octet)}`)
      .join('.'),
  mixed: (address) => {
    const [a, b, c, d] = octetsOf(address);
    return `0x${hex(a)}.${octal(b)}.${c}.0x${hex(d)}`;
  },
  'two parts': (address) => {
    const [a, b, c, d] = octetsOf(address);
    return `${a}.${(b * 256 + c) * 256 + d}`;
  },
  'three parts': (address) => {
    const [a, b, c, d] = octetsOf(address);
    return `${a}.${b}.${c * 256 + d}`;
  },
  'full-width digits': (address) => inOtherDigits(address, 0xff10),
  'mathematical digits': (address) => inOtherDigits(address, 0x1d7ce),
  'ideographic full stops': (address) => address.replaceAll('.', '。'),
  'half-width full stops': (address) => address.replaceAll('.', '｡'),
};

/** Ways to carry an IPv4 address inside an IPv6 one, as addresses without brackets. */
export const V4_IN_V6: Readonly<Record<string, (address: string) => string>> = {
  mapped: (address) => `::ffff:${address}`,
  'mapped in hexadecimal': (address) => `::ffff:${hexPairs(address)}`,
  'mapped at length': (address) => `0:0:0:0:0:ffff:${hexPairs(address)}`,
  compatible: (address) => `::${address}`,
  'compatible in hexadecimal': (address) => `::${hexPairs(address)}`,
  translated: (address) => `::ffff:0:${address}`,
  '6to4': (address) => `2002:${hexPairs(address)}::1`,
  NAT64: (address) => `64:ff9b::${address}`,
  'NAT64 in hexadecimal': (address) => `64:ff9b::${hexPairs(address)}`,
  'NAT64 of a local network': (address) => `64:ff9b:1::${hexPairs(address)}`,
  'Teredo client': (address) => {
    const [a, b, c, d] = octetsOf(address).map((octet) => 255 - octet) as unknown as Octets;
    return `2001:0:4136:e378:8000:63bf:${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
  },
  'Teredo server': (address) => `2001:0:${hexPairs(address)}:8000:63bf:3fff:fdd2`,
};

/** Ways to write an IPv6 address in a URL. */
export const V6_NOTATIONS: Readonly<Record<string, (address: string) => string>> = {
  bracketed: (address) => `[${address}]`,
  'in capitals': (address) => `[${address.toUpperCase()}]`,
  'with a zone': (address) => `[${address}%25eth0]`,
  'with a bare zone': (address) => `[${address}%eth0]`,
};

/** One of each kind, for the families that try many ways with few addresses. */
export const SAMPLES = [
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
];
