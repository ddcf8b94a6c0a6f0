/** The port to a virus scanner, and its adapter for clamd, spoken over TCP or a unix socket. */
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

export type Verdict = { state: 'clean' } | { state: 'infected'; signature: string };

export type Scanner = {
  /** How it calls itself, with the version of its signatures. Throws ScannerAway. */
  version(): Promise<string>;
  /** Reads the content to its end. Throws ScannerAway, which is tried again, or ScannerLimit. */
  scan(content: Readable): Promise<Verdict>;
};

/** It does not answer, breaks off, or answers what nobody understands. */
export class ScannerAway extends Error {}
/** The file is larger than the scanner takes: clamd's StreamMaxLength. */
export class ScannerLimit extends Error {}

export type ClamdOptions = {
  /** Without a byte in either direction for so long, it is away. */
  idleMs?: number;
  /** What one scan may take in all. */
  totalMs?: number;
};

const chunkBytes = 65_536;
const longestAnswer = 4096;

/** `clamd://host:port` or `clamd+unix:///path`; the settings have checked the scheme. */
export function clamdScanner(address: string, { idleMs = 30_000, totalMs = 600_000 }: ClamdOptions = {}): Scanner {
  const url = new URL(address);
  const place =
    url.protocol === 'clamd+unix:'
      ? { path: decodeURIComponent(url.pathname) }
      : { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || 3310 };

  /** One command, one answer, one connection: what `z…` commands are for. Both end with a NUL. */
  function ask(command: string, content: Readable | null): Promise<string> {
    const socket = connect(place);
    socket.setTimeout(idleMs, () => socket.destroy(new ScannerAway('the scanner fell silent')));
    const limit = setTimeout(() => socket.destroy(new ScannerAway('the scanner took too long')), totalMs);
    const answer = readAnswer(socket);
    const sending = send(socket, command, content);
    // The scanner may answer and close before everything was sent: what it says counts, not that the line broke.
    sending.catch((error: Error) => {
      if (!socket.destroyed) socket.destroy(error);
    });
    return answer.finally(() => {
      clearTimeout(limit);
      socket.destroy();
      content?.destroy();
    });
  }

  return {
    version: async () => (await ask('VERSION', null)).slice(0, 100),
    scan: async (content) => readVerdict(await ask('INSTREAM', content)),
  };
}

/** Chunks with their length before them, and an empty one at the end. */
async function send(socket: Socket, command: string, content: Readable | null): Promise<void> {
  socket.write(`z${command}\0`);
  if (!content) return;
  for await (const piece of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < piece.length; at += chunkBytes) {
      const chunk = piece.subarray(at, at + chunkBytes);
      const head = Buffer.alloc(4);
      head.writeUInt32BE(chunk.length);
      if (!socket.writable) return;
      if (!socket.write(Buffer.concat([head, chunk]))) await drained(socket);
    }
  }
  socket.write(Buffer.alloc(4));
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', resolve);
  });
}

function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const isWhole = () => said.includes('\0') || said.includes('\n');
    const finish = (error?: Error) => {
      if (isWhole()) resolve(said.split(/[\0\n]/, 1)[0] as string);
      else reject(error instanceof ScannerAway ? error : new ScannerAway(away(error)));
    };
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      said += text;
      if (isWhole() || said.length > longestAnswer) finish();
    });
    socket.on('error', finish);
    socket.on('close', () => finish());
  });
}

function away(error: Error | undefined): string {
  return `the scanner is away (${(error as NodeJS.ErrnoException | undefined)?.code ?? 'it closed the line'})`;
}

/** `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or an error. */
function readVerdict(answer: string): Verdict {
  if (/^stream: OK$/.test(answer)) return { state: 'clean' };
  const found = /^stream: (.{1,200}) FOUND$/.exec(answer);
  if (found) return { state: 'infected', signature: found[1] as string };
  if (/size limit exceeded/i.test(answer)) throw new ScannerLimit('the file is larger than the scanner takes');
  throw new ScannerAway('the scanner answered what cannot be understood');
}
