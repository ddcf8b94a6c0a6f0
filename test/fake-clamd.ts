/** A virus scanner for tests: a server that speaks clamd's INSTREAM protocol and finds the EICAR test string, or misbehaves. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The test string that every scanner knows; in two halves, so that this file is none of them. */
export const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD'}${'-ANTIVIRUS-TEST-FILE'}!$H+H*`;

type Mood =
  | 'well'
  /** Answers in pieces, late. */
  | 'slow'
  /** Closes the line at the first byte. */
  | 'dies'
  /** Closes the line after some of the content. */
  | 'dies-midway'
  /** Answers what is no answer. */
  | 'garbage'
  /** Says its version, reads, and never answers. */
  | 'silent'
  /** Answers without end. */
  | 'chatters';

export type FakeClamd = {
  address: string;
  /** The content of the newest scan. */
  lastContent(): Buffer;
  /** How many scans were begun. */
  scans(): number;
  become(mood: Mood): void;
  close(): Promise<void>;
};

export async function fakeClamd(
  options: { mood?: Mood; path?: string; limit?: number; delayMs?: number } = {},
): Promise<FakeClamd> {
  let mood: Mood = options.mood ?? 'well';
  let content: Buffer = Buffer.alloc(0);
  let scans = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (mood === 'dies') return void socket.destroy();
    let waiting: Buffer = Buffer.alloc(0);
    let isStream = false;
    const pieces: Buffer[] = [];
    let length = 0;
    const answer = (text: string) => void say(socket, mood, text, options.delayMs ?? 0);
    socket.on('data', (data: Buffer) => {
      waiting = Buffer.concat([waiting, data]);
      if (!isStream) {
        const end = waiting.indexOf(0);
        if (end < 0) return;
        const command = waiting.toString('utf8', 0, end);
        waiting = waiting.subarray(end + 1);
        if (command === 'zVERSION')
          return void say(socket, mood === 'silent' ? 'well' : mood, 'ClamAV 1.4.3/27700/Mon Nov 23 00:00:00 2026', 0);
        if (command !== 'zINSTREAM') return answer('UNKNOWN COMMAND');
        isStream = true;
        scans += 1;
      }
      while (waiting.length >= 4) {
        const size = waiting.readUInt32BE(0);
        if (size === 0) {
          content = Buffer.concat(pieces);
          return answer(content.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK');
        }
        if (waiting.length < 4 + size) return;
        pieces.push(waiting.subarray(4, 4 + size));
        length += size;
        waiting = waiting.subarray(4 + size);
        if (mood === 'dies-midway') return void socket.destroy();
        if (options.limit && length > options.limit) return answer('INSTREAM size limit exceeded. ERROR');
      }
    });
  });
  server.listen(options.path ? { path: options.path } : { port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = options.path
    ? `clamd+unix://${encodeURI(options.path)}`
    : `clamd://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    lastContent: () => content,
    scans: () => scans,
    become(next) {
      mood = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function say(socket: Socket, mood: Mood, text: string, delayMs: number): Promise<void> {
  if (delayMs > 0) await pause(delayMs);
  if (mood === 'silent') return;
  if (mood === 'garbage') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  if (mood === 'chatters') return void socket.write('stream: '.repeat(10_000));
  if (mood !== 'slow') return void socket.end(`${text}\0`);
  for (const letter of `${text}\0`) {
    await pause(5);
    socket.write(letter);
  }
  socket.end();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
