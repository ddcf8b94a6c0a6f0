/**
 * The file store's second adapter: object storage that speaks S3, one prefix a city. A file comes in to a temporary local
 * file first, since its hash names it; then it is sent in one request with its length and its hash, which the server checks.
 */
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { demandHash, type FileStore, hashPattern } from './files.ts';
import { receive, sweepIncoming } from './files-incoming.ts';

export type ObjectStoreAddress = {
  /** Scheme, host and bucket, without a slash at the end. */
  bucketUrl: string;
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
};

/** What S3 takes in one request; we send every file so, and no upload may be larger. */
export const largestObjectBytes = 5_000_000_000;

/** The object store says no, or does not answer; the message is one sentence without a secret. */
export class ObjectStoreRefused extends Error {}

/** Reads `s3://key:secret@host[:port]/bucket[/prefix]?region=…`; `s3+http://` speaks without TLS. Throws one sentence. */
export function readObjectStoreAddress(text: string): ObjectStoreAddress {
  const url = new URL(text);
  const [bucket = '', ...rest] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (!url.hostname || !bucket || !url.username || !url.password)
    throw new ObjectStoreRefused('STEWARD_FILES must be s3://key:secret@host/bucket');
  const scheme = url.protocol === 's3:' ? 'https' : 'http';
  return {
    bucketUrl: `${scheme}://${url.host}/${encodeURIComponent(bucket)}`,
    bucket,
    prefix: rest.map((part) => `${part}/`).join(''),
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    region: url.searchParams.get('region') ?? 'us-east-1',
  };
}

export type S3Options = {
  /** Pauses before the second, third, … try, in milliseconds. */
  pauses?: readonly number[];
  /** How long one request may take until its answer begins. */
  timeoutMs?: number;
};

/** The files of one city. `incoming` is a local folder; what lies there is on its way. */
export function s3Files(
  address: ObjectStoreAddress,
  slug: string,
  incoming: string,
  options: S3Options = {},
): FileStore {
  const { accessKeyId, secretAccessKey, region, bucketUrl, bucket } = address;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const prefix = `${address.prefix}${slug}/`;
  const urlOf = (sha256: string) => {
    demandHash(sha256);
    return `${bucketUrl}/${`${prefix}${sha256}`.split('/').map(encodeURIComponent).join('/')}`;
  };
  const ask = (url: string, init: AskInit) => askAgain(client, url, init, options);

  async function refusal(answer: Response): Promise<ObjectStoreRefused> {
    const code = /<Code>([A-Za-z0-9]+)<\/Code>/.exec(await answer.text().catch(() => ''))?.[1] ?? '';
    if (code === 'NoSuchBucket') return new ObjectStoreRefused(`the bucket ${bucket} of STEWARD_FILES does not exist`);
    if (answer.status === 401 || answer.status === 403)
      return new ObjectStoreRefused(`the object store refuses the key of STEWARD_FILES (${code || answer.status})`);
    return new ObjectStoreRefused(`the object store answered ${answer.status} ${code}`.trim());
  }

  async function demand(url: string, init: AskInit): Promise<Response> {
    const answer = await ask(url, init);
    if (!answer.ok) throw await refusal(answer);
    return answer;
  }

  async function has(sha256: string): Promise<boolean> {
    const answer = await ask(urlOf(sha256), { method: 'HEAD' });
    if (answer.status !== 404 && !answer.ok) throw await refusal(answer);
    return answer.ok;
  }

  async function page(token: string | null, size: number): Promise<{ xml: string; next: string | null }> {
    const query = new URLSearchParams({ 'list-type': '2', prefix, 'max-keys': String(size) });
    if (token !== null) query.set('continuation-token', token);
    const xml = await (await demand(`${bucketUrl}?${query}`, { method: 'GET' })).text();
    const next = /<NextContinuationToken>([^<]+)</.exec(xml)?.[1];
    return { xml, next: next && /<IsTruncated>true</.test(xml) ? plainText(next) : null };
  }

  return {
    put(content, limit) {
      return receive(incoming, content, Math.min(limit, largestObjectBytes), async ({ path, sha256, byteLength }) => {
        // The same content is the same object: writing it again changes nothing, and asking first would cost as much.
        const body = () => openAsBlob(path);
        const answer = await demand(urlOf(sha256), { method: 'PUT', body, sha256 });
        await answer.arrayBuffer();
        return { sha256, byteLength };
      });
    },
    async open(sha256) {
      const answer = await demand(urlOf(sha256), { method: 'GET' });
      const byteLength = Number(answer.headers.get('content-length'));
      return { stream: Readable.fromWeb(answer.body as ReadableStream), byteLength };
    },
    has,
    async remove(sha256) {
      const answer = await ask(urlOf(sha256), { method: 'DELETE' });
      if (!answer.ok && answer.status !== 404) throw await refusal(answer);
    },
    async *each() {
      for (let token: string | null = null; ; ) {
        const { xml, next } = await page(token, 1000);
        for (const [, entry = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const sha256 = /<Key>([^<]+)</.exec(entry)?.[1]?.slice(-64) ?? '';
          const byteLength = Number(/<Size>(\d+)</.exec(entry)?.[1]);
          if (hashPattern.test(sha256)) yield { sha256, byteLength };
        }
        if (next === null) return;
        token = next;
      }
    },
    async check() {
      await page(null, 1);
    },
    sweep: (now) => sweepIncoming(incoming, now),
  };
}

type AskInit = { method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'; body?: () => Promise<Blob>; sha256?: string };

const isPassing = (status: number) => status >= 500 || status === 429;

/** Signs and asks; a server that is away or answers 5xx is asked again after each pause. Throws ObjectStoreRefused. */
async function askAgain(client: AwsClient, url: string, init: AskInit, options: S3Options): Promise<Response> {
  const { pauses = [200, 600, 1_800], timeoutMs = 60_000 } = options;
  const headers = init.sha256 ? { 'x-amz-content-sha256': init.sha256 } : {};
  for (let attempt = 0; ; attempt += 1) {
    const signed = await client.sign(url, { method: init.method, headers });
    const pause = pauses[attempt];
    const body = init.body ? await init.body() : null;
    // A megabyte a second is the least that a body may flow.
    const answer = await within(timeoutMs + (body?.size ?? 0) / 1000, (signal) =>
      fetch(signed.url, { method: init.method, headers: signed.headers, body, signal }),
    ).catch((error: Error) => {
      if (pause !== undefined) return null;
      throw new ObjectStoreRefused(`the object store does not answer (${reasonOf(error)})`);
    });
    if (answer && (pause === undefined || !isPassing(answer.status))) return answer;
    await answer?.arrayBuffer().catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, (pause as number) * (0.5 + Math.random())));
  }
}

/** Limits the time until the answer begins; its body may then take as long as it flows. */
async function within<T>(milliseconds: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), milliseconds);
  return act(stop.signal).finally(() => clearTimeout(timer));
}

function reasonOf(error: Error): string {
  const cause = error.cause as { code?: string } | undefined;
  return cause?.code ?? error.name;
}

function plainText(xml: string): string {
  return xml.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => xmlSigns[name] ?? '');
}
const xmlSigns: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
