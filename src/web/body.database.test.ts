import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { sha256 } from '#kit/ids.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { TestVisitor } from '#test/visitor.ts';
import { html } from './html.ts';
import { type Page, staffPage } from './page.ts';
import { path } from './path.ts';
import { get, post, type Route } from './route.ts';
import { createServer } from './server.ts';

const uploadPath = path('/test-upload');

describe('a form with files', () => {
  let site: TestSite;
  let server: FastifyInstance;
  let received: Pick<Page, 'fields' | 'files'>[] = [];
  before(async () => {
    site = await testSite();
    const routes: Route[] = [
      ...site.routes.filter((route) => ['/me', '/sign-in'].includes(route.path.pattern)),
      get(uploadPath, {
        permission: 'signed_in',
        event: 'none',
        handle: async (page) => staffPage('Upload', html`<form>${page.formToken()}</form>`),
      }),
      post(uploadPath, {
        permission: 'signed_in',
        event: 'duty.submitted',
        accepts: 'files',
        handle: async ({ fields, files }) => {
          // As a database says it that has fallen.
          if (fields.note === 'database away')
            throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
          received.push({ fields, files });
          return staffPage('Received', html`<p>received</p>`);
        },
      }),
    ];
    server = await createServer({ ...site.site, routes });
  });
  after(async () => {
    await server.close();
    await site.close();
  });
  beforeEach(() => {
    received = [];
  });

  async function visitor(): Promise<TestVisitor> {
    return new TestVisitor(server, 'practice', (await site.signIn('liaison')).cookie('steward_session'));
  }
  const stored = async () => {
    const folder = join(site.config.dataFolder, 'files', 'practice');
    return (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  };
  const file = (content: string | Buffer, name = 'plan.pdf', field = 'proof') => ({
    field,
    name,
    type: 'application/pdf',
    content,
  });

  it('gives the handler fields as text and files by their hash', async () => {
    const reply = await (await visitor()).post(
      '/test-upload',
      { note: 'two\r\nlines', tag: ['a', 'b'] },
      { files: [file('first'), file('second', 'two.txt')] },
    );
    assert.equal(reply.status, 200);
    const [{ fields, files } = assert.fail()] = received;
    assert.deepEqual([fields['note'], fields['tag']], ['two\nlines', ['a', 'b']]);
    assert.deepEqual(
      files.map(({ name, sha256: hash, byteLength, field }) => [field, name, hash, byteLength]),
      [
        ['proof', 'plan.pdf', sha256('first'), 5],
        ['proof', 'two.txt', sha256('second'), 6],
      ],
    );
    assert.ok((await stored()).includes(sha256('first')));
  });

  const names = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\\\fakepath\\\\plan.pdf', 'plan.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(116)}.pdf`],
    ['Plan de preparación.pdf', 'Plan de preparación.pdf'],
  ] as const;
  for (const [name, shown] of names) {
    it(`shows ${JSON.stringify(name.slice(0, 30))} as ${JSON.stringify(shown.slice(0, 30))} and stores it under its hash alone`, async () => {
      await (await visitor()).post('/test-upload', {}, { files: [file(`content of ${name}`, name)] });
      assert.equal(received[0]?.files[0]?.name, shown);
      assert.ok((await stored()).every((one) => /^[0-9a-f]{64}$/.test(one)));
    });
  }

  it('is answered as a fault of ours, not as a bad address, when the database breaks off', async () => {
    const reply = await (await visitor()).post('/test-upload', { note: 'database away' }, { files: [file('x')] });
    assert.equal(reply.status, 500);
  });

  it('leaves out a file field in which nothing was chosen', async () => {
    await (await visitor()).post('/test-upload', { note: 'x' }, { files: [file('', '')] });
    assert.deepEqual(received[0]?.files, []);
  });

  it('that is too large is refused with a sentence, and nothing of the file stays', async () => {
    const before = await stored();
    const limit = site.config.maxUploadBytes;
    const reply = await (await visitor()).post(
      '/test-upload',
      { note: 'x' },
      { files: [file(Buffer.alloc(limit + 1, 5))] },
    );
    assert.equal(reply.status, 413);
    assert.match(reply.body, /Choose a smaller file/);
    assert.deepEqual([received, await stored()], [[], before]);
    assert.equal(
      (await (await visitor()).post('/test-upload', {}, { files: [file(Buffer.alloc(limit, 6))] })).status,
      200,
    );
  });

  it('never loses the end of a long text without a word', async () => {
    const reply = await (await visitor()).post('/test-upload', { note: 'x'.repeat(1_100_000) }, { files: [file('a')] });
    assert.equal(reply.status, 413);
    assert.match(reply.body, /Shorten it/);
    assert.deepEqual(received, []);
  });

  it('with too many files or fields is refused', async () => {
    const many = Array.from({ length: 11 }, (_, index) => file(`f${index}`));
    assert.equal((await (await visitor()).post('/test-upload', {}, { files: many })).status, 413);
    const fields = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`f${index}`, 'x']));
    assert.equal((await (await visitor()).post('/test-upload', fields, { files: [file('a')] })).status, 413);
    assert.deepEqual(received, []);
  });

  it('changes nothing without its token', async () => {
    const reply = await (await visitor()).post(
      '/test-upload',
      { note: 'a long note' },
      { token: false, files: [file('x')] },
    );
    assert.equal(reply.status, 403);
    assert.match(reply.body, /a long note/);
    assert.deepEqual(received, []);
  });

  it('of somebody without a session stores nothing', async () => {
    const before = await stored();
    const nobody = new TestVisitor(server, 'practice');
    assert.equal((await nobody.post('/test-upload', {}, { files: [file('of nobody')] })).status, 401);
    assert.deepEqual(await stored(), before);
  });

  it('that breaks off on the way leaves nothing, and the server serves on', async () => {
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const person = await visitor();
    const token = await person.token();
    const before = await stored();
    const cookie = ['steward_session', 'steward_form'].map((name) => `${name}=${person.cookie(name)}`).join('; ');
    const sending = request({
      port,
      path: '/practice/test-upload',
      method: 'POST',
      headers: { cookie, 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100000' },
    });
    sending.on('error', () => {});
    sending.write(
      `--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--b\r\ncontent-disposition: form-data; name="proof"; filename="a"\r\n\r\nhalf of the file`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const closed = new Promise((resolve) => sending.once('close', resolve));
    sending.destroy();
    await closed;
    let incoming = await stored();
    for (let tries = 0; tries < 40 && incoming.length > before.length; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      incoming = await stored();
    }
    assert.deepEqual(incoming, before);
    assert.equal((await person.get('/me')).status, 200);
    assert.deepEqual(received, []);
  });
  it('that is too large and arrives slowly still says what was typed after the file', async () => {
    if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const person = await visitor();
    const token = await person.token();
    const cookie = ['steward_session', 'steward_form'].map((name) => `${name}=${person.cookie(name)}`).join('; ');
    const headers = { cookie, 'content-type': 'multipart/form-data; boundary=b' };
    const sending = request({ port, path: '/practice/test-upload', method: 'POST', headers });
    const answer = new Promise<string>((resolve, reject) => {
      sending.on('error', reject);
      sending.on('response', async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(text);
      });
    });
    const head = (rest: string) => `--b\r\ncontent-disposition: form-data; name=${rest}\r\n\r\n`;
    sending.write(`${head('"_csrf"')}${token}\r\n${head('"proof"; filename="a.pdf"')}`);
    sending.write(Buffer.alloc(site.config.maxUploadBytes + 5000, 7));
    await new Promise((resolve) => setTimeout(resolve, 300));
    sending.end(`the end of it\r\n${head('"note"')}typed after the file\r\n--b--\r\n`);
    assert.match(await answer, /typed after the file/);
  });
});
