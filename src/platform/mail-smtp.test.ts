import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { MailRefused, MailServerAway, type OutgoingMail } from './mail-sending.ts';
import { mailServerOf, smtpSender } from './mail-smtp.ts';

const open: { close(): void }[] = [];
after(() => {
  for (const one of open) one.close();
});

type Received = { raw: string; mail: Email; to: string[]; from: string; wasSecure: boolean };

/** A mail server that really receives; `options` make it refuse. */
async function receiver(options: SMTPServerOptions = {}): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        void PostalMime.parse(raw).then((mail) => {
          const { rcptTo, mailFrom } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          received.push({ raw, mail, to: rcptTo.map((one) => one.address), from, wasSecure: session.secure });
          done();
        });
      });
    },
    ...options,
  });
  server.on('error', () => {});
  open.push({ close: () => void server.close(() => {}) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.server.address() as { port: number }).port, received };
}

/** A server that does as it is told with each connection. */
async function oddServer(act: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    act(socket);
  });
  open.push({
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const impatient = { connectMs: 300, greetingMs: 300, silenceMs: 300, wholeMs: 600 };
const from = 'Steward <steward@city.example.org>';
const mail: OutgoingMail = {
  id: '0198f2a0-0000-7000-8000-000000000001',
  to: 'liaison@example.org',
  subject: 'Plan: año nuevo, 2 tasks wait for you',
  text: 'Dear liaison,\n\n.\n.. two dots begin this line\nMañana vence el plan: ¿está listo? 加油\n\nhttps://steward.example.org/practice/tasks/0198f2a0-0000-7000-8000-000000000001\n',
  city: 'practice',
};
const rejected = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code });
const to = (port: number, tls = 'off') => smtpSender(`smtp://127.0.0.1:${port}?tls=${tls}`, from, impatient);

describe('sending by SMTP', () => {
  it('brings many lines, every sign and lines of dots, with the headers of a machine', async () => {
    const { port, received } = await receiver();
    await to(port)(mail);
    const [got] = received;
    assert.ok(got);
    assert.equal(got.mail.text?.replaceAll('\r\n', '\n'), mail.text);
    assert.equal(got.mail.subject, mail.subject);
    assert.deepEqual([got.to, got.from], [['liaison@example.org'], 'steward@city.example.org']);
    assert.equal(got.mail.messageId, `<${mail.id}@city.example.org>`);
    const header = (key: string) => got.mail.headers.find((one) => one.key === key)?.value;
    assert.equal(header('auto-submitted'), 'auto-generated');
    assert.match(header('list-id') ?? '', /<practice\.city\.example\.org>/);
    assert.match(header('content-type') ?? '', /^text\/plain; charset=utf-8/i);
  });

  it('writes to one address only, whatever is typed into it', async () => {
    const { port, received } = await receiver();
    await to(port)({ ...mail, to: 'a@example.org, b@example.org' }).catch((error: unknown) => {
      assert.ok(error instanceof MailRefused && error.isPermanent, String(error));
    });
    assert.ok(received.every((one) => one.to.length === 1 && one.to[0] !== 'b@example.org'));
  });

  const refusals: [why: string, options: SMTPServerOptions, permanent: boolean, code: string, address: boolean][] = [
    [
      'an unknown mailbox',
      { onRcptTo: (_a, _s, done) => done(rejected(550, '5.1.1 no such user here')) },
      true,
      '5.1.1',
      true,
    ],
    [
      'a mailbox without a status',
      { onRcptTo: (_a, _s, done) => done(rejected(550, 'no such user')) },
      true,
      '550',
      true,
    ],
    [
      'a rule of the server',
      { onRcptTo: (_a, _s, done) => done(rejected(554, '5.7.1 relay access denied')) },
      true,
      '5.7.1',
      false,
    ],
    [
      'a busy mailbox',
      { onRcptTo: (_a, _s, done) => done(rejected(450, '4.2.1 try again later')) },
      false,
      '4.2.1',
      false,
    ],
    [
      'the text, for good',
      {
        onData(stream, _session, done) {
          stream.resume().on('end', () => done(rejected(554, '5.6.0 refused as it is')));
        },
      },
      true,
      '5.6.0',
      false,
    ],
  ];
  for (const [why, options, isPermanent, code, isAddressFault] of refusals) {
    it(`hears ${why} (${code})`, async () => {
      const { port } = await receiver(options);
      const error = await to(port)(mail).catch((caught: unknown) => caught);
      assert.ok(error instanceof MailRefused, String(error));
      assert.deepEqual([error.isPermanent, error.code, error.isAddressFault], [isPermanent, code, isAddressFault]);
    });
  }

  const away: [why: string, act: (socket: Socket) => void][] = [
    ['says nothing', () => {}],
    ['greets too slowly', (socket) => void setTimeout(() => socket.write('220 late\r\n'), 2_000).unref()],
    ['breaks off', (socket) => void socket.end()],
    ['refuses the session', (socket) => void socket.end('554 5.3.2 no service\r\n')],
    [
      'hangs in the middle',
      (socket) => {
        socket.write('220 here\r\n');
        socket.on('data', (data) => void (/^EHLO/i.test(String(data)) && socket.write('250 fine\r\n')));
      },
    ],
    [
      'drips a letter at a time',
      (socket) => {
        socket.write('220 here\r\n');
        const drip = setInterval(() => socket.write('250-a\r\n'), 50).unref();
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ];
  for (const [why, act] of away) {
    it(`gives up on a server that ${why}`, async () => {
      const error = await to(await oddServer(act))(mail).catch((caught: unknown) => caught);
      assert.ok(error instanceof MailServerAway, String(error));
    });
  }

  it('gives up where nobody listens', async () => {
    const port = await oddServer(() => {});
    open.pop()?.close();
    await assert.rejects(to(port)(mail), MailServerAway);
  });

  it('sends nothing in the clear, nor to a server that cannot prove its name, unless the address says so', async () => {
    const plain = await receiver();
    await assert.rejects(to(plain.port, 'required')(mail), MailServerAway);
    const unknown = await receiver({ disabledCommands: [] });
    await assert.rejects(to(unknown.port, 'required')(mail), MailServerAway);
    assert.equal(plain.received.length + unknown.received.length, 0);
    await to(unknown.port, 'optional')(mail);
    await to(plain.port, 'optional')(mail);
    assert.deepEqual([unknown.received[0]?.wasSecure, plain.received[0]?.wasSecure], [true, false]);
  });
});

describe('the address of the mail server', () => {
  it('asks for TLS, and says where the server is', () => {
    assert.deepEqual(mailServerOf('smtp://steward:p%40ss@mail.example.gov'), {
      host: 'mail.example.gov',
      port: 587,
      isTlsFirst: false,
      tls: 'required',
      user: 'steward',
      password: 'p@ss',
    });
    assert.deepEqual(
      [mailServerOf('smtps://mail.example.gov').port, mailServerOf('smtp://[::1]:25?tls=off').host],
      [465, '::1'],
    );
  });

  for (const wrong of ['smtp://mail.example.gov?tls=perhaps', 'smtps://mail.example.gov?tls=off']) {
    it(`is refused: ${wrong}`, () => assert.throws(() => mailServerOf(wrong), RangeError));
  }
});
