import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type BareCity, bareCity } from '#test/empty-city.ts';
import { SMTPServer } from 'smtp-server';
import { sealAllAudit } from './audit-seal.ts';
import { addressFaults, clearAddress, recordBounce } from './mail-bounces.ts';
import { claimMs, mailStateOf, outboxMails, writeMail } from './mail.ts';
import { MailRefused, MailServerAway, type OutgoingMail, type SendMail, sendWaitingMails } from './mail-sending.ts';
import { smtpSender } from './mail-smtp.ts';

type Sent = OutgoingMail;

describe('the outbox', () => {
  let open: BareCity;
  let workers = 0;
  before(async () => {
    open = await bareCity();
  });
  after(() => open.close());
  beforeEach(async () => {
    await sql`delete from outbox`.execute(open.city.db);
    workers = 0;
  });

  const start = Date.parse('2026-02-10T17:00:00Z');
  const minute = 60_000;
  const write = (subject: string) =>
    open.city.db.transaction().execute((tx) =>
      writeMail(open.city, tx, {
        toPersonId: 'p',
        toAddress: 'liaison@example.org',
        subject,
        body: `${subject}.`,
        about: { kind: 'task', id: 't' },
      }),
    );
  /** One run of a worker of its own, at a moment. */
  const run = (send: SendMail, at: number, more: { fresh?: () => Promise<null> } = {}) =>
    sendWaitingMails(open.city, { send, now: () => at, workerId: `worker-${++workers}`, ...more });
  function sender(fails: (mail: Sent) => boolean = () => false) {
    const sent: Sent[] = [];
    const send: SendMail = async (mail) => {
      if (fails(mail)) throw new Error('the mail server is away');
      sent.push(mail);
    };
    return { sent, send };
  }

  it('sends each mail once, oldest first', async () => {
    for (const subject of ['first', 'second', 'third']) await write(subject);
    const { sent, send } = sender();
    assert.deepEqual(await run(send, start), { sent: 3, failed: 0 });
    assert.deepEqual(await run(send, start), { sent: 0, failed: 0 });
    assert.deepEqual(
      sent.map((mail) => [mail.to, mail.subject, mail.text]),
      [
        ['liaison@example.org', 'first', 'first.'],
        ['liaison@example.org', 'second', 'second.'],
        ['liaison@example.org', 'third', 'third.'],
      ],
    );
    const mails = await outboxMails(open.city.db, 10);
    assert.ok(mails.every((mail) => mail.sent_at !== null && mail.tries === 1 && mail.subject_kind === 'task'));
    assert.deepEqual(new Set(sent.map((mail) => mail.id)), new Set(mails.map((mail) => mail.id)));
  });

  it('sends each mail once when several send at the same time', async () => {
    for (let count = 0; count < 10; count += 1) await write(`m${count}`);
    const { sent, send } = sender();
    await Promise.all([1, 2, 3].map(() => run(send, start)));
    assert.equal(new Set(sent.map((mail) => mail.id)).size, 10);
    assert.equal(sent.length, 10);
  });

  it('tries once a run, keeps the reason, and lets other mails pass', async () => {
    await write('bad');
    await write('good');
    const { sent, send } = sender((mail) => mail.subject === 'bad');
    assert.deepEqual(await run(send, start), { sent: 1, failed: 1 });
    assert.deepEqual(
      sent.map((mail) => mail.subject),
      ['good'],
    );
    const bad = (await outboxMails(open.city.db, 10)).find((mail) => mail.subject === 'bad');
    assert.deepEqual([bad?.tries, bad?.last_error, bad?.sent_at], [1, 'the mail server is away', null]);
  });

  it('waits longer after every failure, so that a mail outlives an hour without a mail server', async () => {
    await write('patient');
    const away = sender(() => true);
    for (let at = 0; at < 60; at += 1) await run(away.send, start + at * minute);
    const [mail] = await outboxMails(open.city.db, 1);
    assert.ok(mail && mail.tries >= 3 && mail.tries < 8, `${mail?.tries} tries`);
    const back = sender();
    for (let at = 60; at < 130; at += 1) await run(back.send, start + at * minute);
    assert.equal(back.sent.length, 1);
  });

  it('gives up after eight tries, and the mail stays in sight', async () => {
    await write('hopeless');
    let calls = 0;
    const send: SendMail = async () => {
      calls += 1;
      throw new Error('no such address');
    };
    for (let at = 0; at < 600; at += 5) await run(send, start + at * minute);
    assert.equal(calls, 8);
    const [mail] = await outboxMails(open.city.db, 1);
    assert.deepEqual([mail?.tries, mail?.sent_at, mail?.last_error], [8, null, 'no such address']);
  });

  it('sends at least once: what a process took that died is sent by another some minutes later, under the same id', async () => {
    await write('twice');
    const { sent, send } = sender();
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    void run((mail) => {
      sent.push(mail);
      begun();
      return new Promise(() => {}); // never comes back: the process died
    }, start);
    await hasBegun;
    assert.deepEqual(await run(send, start + claimMs - 1), { sent: 0, failed: 0 });
    const [claimed] = await outboxMails(open.city.db, 1);
    assert.equal(
      claimed && mailStateOf(claimed, new Date(start + 1000).toISOString() as `${string}T${string}Z`),
      'sending',
    );
    assert.deepEqual(await run(send, start + claimMs), { sent: 1, failed: 0 });
    assert.equal(sent.length, 2);
    assert.equal(sent[0]?.id, sent[1]?.id);
  });

  it('holds up no seal of the audit while the mail server is slow', async () => {
    await write('slow');
    let finish = () => {};
    const sending = run(() => new Promise((resolve) => void (finish = () => resolve(undefined))), start);
    while ((await outboxMails(open.city.db, 1))[0]?.claimed_at === null)
      await new Promise((done) => setTimeout(done, 5));
    const { rows } = await sql<{ open: number }>`select count(*)::int as open from pg_locks l
      join pg_stat_activity a on a.pid = l.pid where a.datname = current_database() and a.state like 'idle in transaction%'`.execute(
      open.city.db,
    );
    assert.equal(rows[0]?.open, 0);
    finish();
    assert.deepEqual(await sending, { sent: 1, failed: 0 });
  });

  it('sends each mail once to a real server, however many workers there are', async () => {
    const ids: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (part: Buffer) => void (text += part.toString('utf8')));
        stream.on('end', () => {
          ids.push(/^message-id: <(.*)@/im.exec(text)?.[1] ?? '');
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as { port: number };
    for (let count = 0; count < 12; count += 1) await write(`m${count}`);
    const send = smtpSender(`smtp://127.0.0.1:${port}?tls=off`, 'steward@example.org');
    const counts = await Promise.all([run(send, start), run(send, start)]);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    assert.equal(
      counts.reduce((sum, { sent }) => sum + sent, 0),
      12,
    );
    assert.deepEqual(ids.toSorted(), (await outboxMails(open.city.db, 20)).map((mail) => mail.id).toSorted());
  });

  it('takes a permanent refusal at its word: bounced at once, in the audit, and the address is left alone until cleared', async () => {
    const at = new Date(start).toISOString() as `${string}T${string}Z`;
    const unknown = new MailRefused('no such user', { isPermanent: true, code: '5.1.1', isAddressFault: true });
    await write('first');
    assert.deepEqual(await run(() => Promise.reject(unknown), start), { sent: 0, failed: 1 });
    await write('second');
    const { sent, send } = sender();
    assert.deepEqual(await run(send, start + 600 * minute), { sent: 0, failed: 0 });
    const mails = await outboxMails(open.city.db, 5);
    assert.deepEqual(mails.map((mail) => mailStateOf(mail, at)).toSorted(), ['address', 'bounced']);
    assert.deepEqual(
      (await addressFaults(open.city.db)).map(({ address, code }) => [address, code]),
      [['liaison@example.org', '5.1.1']],
    );
    assert.deepEqual(await addressFaults(open.city.db, ['Other@example.org']), []);
    const { rows } = await sql`select 1 from audit_entries where event = 'mail.bounced'`.execute(open.city.db);
    assert.equal(rows.length, 1);
    assert.equal(await clearAddress(open.city.db, 'Liaison@Example.org', 'p', at), 1);
    await write('third');
    assert.deepEqual(await run(send, start + 600 * minute), { sent: 1, failed: 0 });
    assert.deepEqual(
      sent.map((mail) => mail.subject),
      ['third'],
    );
    await sealAllAudit(open.city);
  });

  it('bounces a refused text without a word against its address', async () => {
    await write('spam');
    const refused = new MailRefused('rule', { isPermanent: true, code: '5.7.1', isAddressFault: false });
    await run(() => Promise.reject(refused), start);
    assert.deepEqual(await addressFaults(open.city.db), []);
    assert.equal((await outboxMails(open.city.db, 1))[0]?.closed_why, 'bounced');
  });

  it('hears a report of a mail that was sent once, not twice', async () => {
    await write('sent');
    await run(sender().send, start);
    const [mail] = await outboxMails(open.city.db, 1);
    assert.ok(mail);
    const bounce = { code: '5.1.1', saidBy: 'report', isAddressFault: true } as const;
    assert.equal(await recordBounce(open.city, mail, bounce, start + minute), true);
    assert.equal(await recordBounce(open.city, mail, bounce, start + 2 * minute), false);
    await clearAddress(
      open.city.db,
      mail.to_address,
      null,
      new Date(start + 3 * minute).toISOString() as `${string}T${string}Z`,
    );
    assert.equal(await recordBounce(open.city, mail, bounce, start + 4 * minute), false, 'the same old report');
  });

  it('leaves the other mails for the next run where the server itself is away', async () => {
    for (const subject of ['first', 'second', 'third']) await write(subject);
    let calls = 0;
    const count = await run(() => {
      calls += 1;
      return Promise.reject(new MailServerAway('connection refused'));
    }, start);
    assert.deepEqual([count, calls], [{ sent: 0, failed: 1 }, 1]);
  });

  it('asks once more before it sends: what has nothing left to say is withdrawn', async () => {
    await write('done meanwhile');
    const { sent, send } = sender();
    assert.deepEqual(await run(send, start, { fresh: async () => null }), { sent: 0, failed: 0 });
    assert.equal(sent.length, 0);
    assert.equal((await outboxMails(open.city.db, 1))[0]?.closed_why, 'withdrawn');
  });

  it('holds mail that can wait until the quiet hours end, and never a sign-in link', async () => {
    const written = '2026-02-11T05:00:00.000Z' as const; // nine in the evening
    const quietHours = { from: '19:00', to: '07:00', onDaysOff: true };
    const city = {
      ...open.city,
      clock: { now: () => written } as const,
      profile: { ...open.city.profile, quietHours },
    };
    await city.db.transaction().execute(async (tx) => {
      for (const kind of ['digest', 'sign_in'] as const) {
        const to = { toPersonId: null, toAddress: 'x@example.org', about: null };
        await writeMail(city, tx, { ...to, subject: kind, body: `${'word '.repeat(40)}`, kind });
      }
    });
    const mails = await outboxMails(open.city.db, 2);
    const digest = mails.find((mail) => mail.kind === 'digest');
    assert.equal(digest?.not_before, '2026-02-11T15:00:00.000Z');
    assert.equal(digest && mailStateOf(digest, written), 'held');
    assert.ok(digest?.body.split('\n').every((line) => line.length <= 78));
    const { sent, send } = sender();
    await run(send, Date.parse('2026-02-11T14:59:00Z'));
    assert.deepEqual(
      sent.map((mail) => mail.subject),
      ['sign_in'],
    );
    await run(send, Date.parse('2026-02-11T15:00:00Z'));
    assert.deepEqual(
      sent.map((mail) => mail.subject),
      ['sign_in', 'digest'],
    );
  });

  it('holds no mail of a change that was rolled back', async () => {
    const change = open.city.db.transaction().execute(async (tx) => {
      await writeMail(open.city, tx, {
        toPersonId: null,
        toAddress: 'x@example.org',
        subject: 's',
        body: 'b',
        about: null,
      });
      throw new Error('no');
    });
    await assert.rejects(change);
    assert.deepEqual(await outboxMails(open.city.db, 10), []);
  });
});
