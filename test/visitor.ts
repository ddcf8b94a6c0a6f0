/** Somebody with a browser, without one: keeps cookies, follows no redirect, fetches the form's token before it sends. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

export type Reply = {
  status: number;
  body: string;
  location: string | null;
  headers: LightMyRequestResponse['headers'];
  bytes: Buffer;
};
export type TestFile = { field: string; name: string; type: string; content: string | Buffer };

export class TestVisitor {
  readonly #server: FastifyInstance;
  readonly #prefix: string;
  readonly #cookies = new Map<string, string>();

  constructor(server: FastifyInstance, slug: string, session?: string) {
    this.#server = server;
    this.#prefix = `/${slug}`;
    if (session) this.#cookies.set('steward_session', session);
  }

  /** A path inside the city, such as `/overview?asOf=2025-07-20`; `/es/overview` in Spanish. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#send({ method: 'GET', url: this.#prefix + path, headers });
  }

  /** Sends a form as its page would: with the token. `token: false` leaves it out. */
  async post(
    path: string,
    fields: Record<string, string | string[]> = {},
    options: { token?: boolean; files?: TestFile[]; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const all = options.token === false ? fields : { ...fields, _csrf: await this.token() };
    if (options.files) {
      const { payload, type } = multipart(all, options.files);
      return this.#send({
        method: 'POST',
        url: this.#prefix + path,
        headers: { ...options.headers, 'content-type': type },
        payload,
      });
    }
    const pairs = Object.entries(all).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const payload = new URLSearchParams(pairs).toString();
    return this.#send({
      method: 'POST',
      url: this.#prefix + path,
      headers: { ...options.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload,
    });
  }

  /** A form's token for this visitor. */
  async token(): Promise<string> {
    for (const path of ['/me', '/sign-in']) {
      const found = /name="_csrf" value="([^"]+)"/.exec((await this.get(path)).body);
      if (found) return found[1] as string;
    }
    throw new Error('no page with a form was found');
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  async #send(request: {
    method: 'GET' | 'POST';
    url: string;
    headers: Record<string, string>;
    payload?: string | Buffer;
  }): Promise<Reply> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#server.inject({
      ...request,
      headers: { ...(cookie ? { cookie } : {}), ...request.headers },
    });
    for (const one of response.cookies) {
      if (one.maxAge === 0 || one.value === '') this.#cookies.delete(one.name);
      else this.#cookies.set(one.name, one.value);
    }
    const location = response.headers.location ? String(response.headers.location).replace(this.#prefix, '') : null;
    return {
      status: response.statusCode,
      body: response.body,
      location,
      headers: response.headers,
      bytes: response.rawPayload,
    };
  }
}

function multipart(
  fields: Record<string, string | string[]>,
  files: readonly TestFile[],
): { payload: Buffer; type: string } {
  const boundary = 'steward-test-boundary';
  const parts: Buffer[] = [];
  const head = (text: string) =>
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${text}\r\n`));
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) {
      head(`name="${name}"`);
      parts.push(Buffer.from(`\r\n${one}\r\n`));
    }
  }
  for (const file of files) {
    head(`name="${file.field}"; filename="${file.name}"`);
    parts.push(Buffer.from(`content-type: ${file.type}\r\n\r\n`), Buffer.from(file.content), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { payload: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}
