/** An object storage for tests: s3rver in this process, with a bucket in a temporary folder, and a door that can be made to fail. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Server = { run(): Promise<AddressInfo>; close(): Promise<void> };
type ServerClass = new (options: Record<string, unknown>) => Server;
const S3rver = createRequire(import.meta.url)('s3rver') as ServerClass;

export type TestObjectStore = {
  /** As STEWARD_FILES names it. s3rver knows this key id, and (as a fake) checks no signature. */
  address(parts?: { bucket?: string; key?: string; prefix?: string }): string;
  /** The next `count` requests are answered so instead: a status, or the line is cut. */
  failNext(count: number, how: number | 'cut'): void;
  /** How many requests came, by method. */
  asked(method: string): number;
  close(): Promise<void>;
};

/** A server may answer with fewer than it was asked for. */
const pageSize = 100;

/**
 * A page of a list. s3rver makes its continuation tokens with a cipher that Node no longer has, and fails where a list is
 * longer than a page: it is asked for its largest page, which is cut here, with tokens that need escaping.
 */
async function answerList(port: number, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', `http://127.0.0.1:${port}`);
  const size = Math.min(Number(url.searchParams.get('max-keys') ?? 1000), pageSize);
  const token = url.searchParams.get('continuation-token');
  const from = token === null ? 0 : Number(/^&"(\d+)\+=$/.exec(token)?.[1] ?? Number.NaN);
  url.searchParams.delete('continuation-token');
  url.searchParams.set('max-keys', '1000');
  const {
    authorization = '',
    'x-amz-date': date = '',
    'x-amz-content-sha256': hash = '',
  } = req.headers as Record<string, string>;
  const answer = await fetch(url, { headers: { authorization, 'x-amz-date': date, 'x-amz-content-sha256': hash } });
  const xml = await answer.text();
  if (!answer.ok) return void res.writeHead(answer.status).end(xml);
  if (Number.isNaN(from)) return void res.writeHead(400).end('<Error><Code>InvalidArgument</Code></Error>');
  const entries = [...xml.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([entry]) => entry);
  const isTruncated = from + size < entries.length;
  const next = isTruncated ? `<NextContinuationToken>&amp;&quot;${from + size}+=</NextContinuationToken>` : '';
  res.writeHead(200, { 'content-type': 'application/xml' });
  res.end(
    `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${entries.slice(from, from + size).join('')}${next}</ListBucketResult>`,
  );
}

export async function objectStore(): Promise<TestObjectStore> {
  const directory = await mkdtemp(join(tmpdir(), 'steward-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'steward' }],
  });
  const { port } = await server.run();
  let failures: (number | 'cut')[] = [];
  const asked = new Map<string, number>();
  const door = createServer((req, res) => {
    asked.set(req.method ?? '', (asked.get(req.method ?? '') ?? 0) + 1);
    const failure = failures.shift();
    if (failure === 'cut') return void req.socket.destroy();
    if (failure !== undefined) {
      req.resume();
      return void req.on('end', () => res.writeHead(failure).end('<Error><Code>SlowDown</Code></Error>'));
    }
    if (req.method === 'GET' && req.url?.includes('list-type=2')) return void answerList(port, req, res);
    const onward = request({ port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const doorPort = (door.address() as AddressInfo).port;
  return {
    address: ({ bucket = 'steward', key = 'S3RVER', prefix = '' } = {}) =>
      `s3+http://${key}:S3RVER@127.0.0.1:${doorPort}/${bucket}${prefix}?region=us-west-2`,
    failNext(count, how) {
      failures = Array.from({ length: count }, () => how);
    },
    asked: (method) => asked.get(method) ?? 0,
    async close() {
      door.closeAllConnections();
      door.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
