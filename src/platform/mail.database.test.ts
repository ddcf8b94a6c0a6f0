import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type BareCity, bareCity } from '#test/empty-city.ts';
import { outboxMails, type SendMail, sendWaitingMails, writeMail } from './mail.ts';

type Sent = Parameters<SendMail>[0];

describe('the outbox', () => {
  let open: BareCity;
  before(async () => {
    open = await bareCity();
  });
  after(() => open.close());
  beforeEach(async () => {
    await sql`delete from outbox`.execute(open.city.db);
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
    assert.deepEqual(await sendWaitingMails(open.city, send, start), { sent: 3, failed: 0 });
    assert.deepEqual(await sendWaitingMails(open.city, send, start), { sent: 0, failed: 0 });
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
    await Promise.all([1, 2, 3].map(() => sendWaitingMails(open.city, send, start)));
    assert.equal(new Set(sent.map((mail) => mail.id)).size, 10);
    assert.equal(sent.length, 10);
  });

  it('tries once a run, keeps the reason, and lets other mails pass', async () => {
    await write('bad');
    await write('good');
    const { sent, send } = sender((mail) => mail.subject === 'bad');
    assert.deepEqual(await sendWaitingMails(open.city, send, start), { sent: 1, failed: 1 });
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
    for (let at = 0; at < 60; at += 1) await sendWaitingMails(open.city, away.send, start + at * minute);
    const [mail] = await outboxMails(open.city.db, 1);
    assert.ok(mail && mail.tries >= 3 && mail.tries < 8, `${mail?.tries} tries`);
    const back = sender();
    for (let at = 60; at < 130; at += 1) await sendWaitingMails(open.city, back.send, start + at * minute);
    assert.equal(back.sent.length, 1);
  });

  it('gives up after eight tries, and the mail stays in sight', async () => {
    await write('hopeless');
    let calls = 0;
    const send: SendMail = async () => {
      calls += 1;
      throw new Error('no such address');
    };
    for (let at = 0; at < 600; at += 5) await sendWaitingMails(open.city, send, start + at * minute);
    assert.equal(calls, 8);
    const [mail] = await outboxMails(open.city.db, 1);
    assert.deepEqual([mail?.tries, mail?.sent_at, mail?.last_error], [8, null, 'no such address']);
  });

  it('sends at least once: who dies between sending and marking sends the same mail again, under the same id', async () => {
    await write('twice');
    const { sent, send } = sender();
    const dying = open.city.db.transaction().execute(async (tx) => {
      await sendWaitingMails({ ...open.city, db: tx }, send, start);
      throw new Error('the process ends here');
    });
    await assert.rejects(dying, /ends here/);
    await sendWaitingMails(open.city, send, start);
    assert.equal(sent.length, 2);
    assert.equal(sent[0]?.id, sent[1]?.id);
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
