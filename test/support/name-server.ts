/** A real name server on a free port of 127.0.0.1, as small as a test needs (RFC 1035). */
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { onTestFinished } from 'vitest';

const A = 1;
const CNAME = 5;
const AAAA = 28;

/** What a name stands for: addresses, another name, or a silence. */
export type Records = Record<string, { addresses?: string[]; alias?: string; silent?: true }>;

/** @returns where it listens, in the form that a resolver takes */
export async function startNameServer(records: Records): Promise<{ server: string; asked: string[] }> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, end } = questionIn(query);
    asked.push(name);
    if (records[name]?.silent) return;
    const answers = answersFor(records, name, type);
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 + (records[name] ? 0 : 3), 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${(socket.address() as AddressInfo).port}`, asked };
}

function questionIn(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answersFor(records: Records, name: string, type: number): Buffer[] {
  const { alias, addresses = [] } = records[name] ?? {};
  if (alias) return [answer(name, CNAME, encoded(alias)), ...answersFor(records, alias, type)];
  return addresses
    .map((address) => ipaddr.parse(address))
    .filter((address) => (address.kind() === 'ipv4' ? A : AAAA) === type)
    .map((address) => answer(name, type, Buffer.from(address.toByteArray())));
}

function answer(name: string, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(type, 0);
  fields.writeUInt16BE(1, 2);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([encoded(name), fields, data]);
}

function encoded(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
