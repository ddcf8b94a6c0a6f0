import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { readCatalog } from '#i18n/translate.ts';
import type { IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import { mailStateOf, mailStates, type OutboxTable, outboxMails } from '#platform/mail.ts';
import { sendWaitingMails } from '#platform/mail-sending.ts';
import { folders } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';
import { testSite, type TestSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { takeReport } from '#features/notices/notice-bounces.ts';
import type { NoticeQuestions } from '#features/notices/notice-questions.ts';
import { writeWeeklies } from '#features/notices/notice-service.ts';

let site: TestSite;
let city: City;
let ask: NoticeQuestions;
before(async () => {
  site = await testSite();
  city = site.city();
  ask = noticeAnswers(site.config.baseUrl, readCatalog(folders.locales));
});
after(() => site.close());

/** The city at a moment of its own. */
const at = (instant: IsoInstant): City => ({ ...city, clock: { now: () => instant } });
const mailsOf = async (kind: OutboxTable['kind']) =>
  (await outboxMails(city.db, 500)).filter((mail) => mail.kind === kind);
const says = (text: string, what: RegExp) => assert.match(text.replace(/\s+/g, ' '), what);
describe('the week’s mail', () => {
  for (const tag of ['en', 'es'] as const) {
    test(`says the same numbers as the overview of that day (${tag})`, async () => {
      const chief = await site.signIn('chief_of_staff');
      const language = tag === 'en' ? '' : '/es';
      const page = await chief.get(`${language}/overview/weekly?asOf=2025-07-28`);
      assert.equal(page.status, 200);
      assert.deepEqual(await validHtml(page.body), []);
      const mail = /<pre class="st-mail">([\s\S]*?)<\/pre>/.exec(page.body)?.[1]?.replace(/<[^>]+>/g, '') ?? '';
      assert.ok(
        mail.split('\n').every((line) => line.length <= 72 || /https?:/.test(line)),
        mail,
      );
      const overview = (await chief.get(`${language}/overview?directive=all&asOf=2025-07-28`)).body;
      const heads = [...mail.matchAll(/^ *(\d+) {2}.*\n.*\/overview\/list\/([a-z-]+)/gm)].map(([, count, figure]) => [
        figure,
        count,
      ]);
      assert.ok(heads.length >= 4);
      for (const [figure, count] of heads.slice(0, 4)) {
        const shown = new RegExp(
          `list/${figure}\\?[^"]*"><span class="st-figure__label">[^<]*</span> <span class="st-figure__number">(\\d+)<`,
        ).exec(overview)?.[1];
        assert.equal(shown, count, figure);
      }
      const links = [...page.body.matchAll(/href="https?:\/\/[^/"]+\/practice([^"]+)"/g)].map(
        ([, path]) => path as string,
      );
      for (const link of new Set(links.filter((path) => path.includes('/overview/')))) {
        assert.equal((await chief.get(link.replaceAll('&amp;', '&'))).status, 200, link);
      }
    });
  }

  test('was sent on Monday with the figures of that day', async () => {
    const [mail] = await mailsOf('weekly');
    const chief = await site.signIn('chief_of_staff');
    const page = await chief.get('/overview/weekly?asOf=2025-07-28');
    const shown = /<pre class="st-mail">([\s\S]*?)<\/pre>/.exec(page.body)?.[1]?.replace(/<[^>]+>/g, '');
    assert.equal(shown?.replaceAll('&amp;', '&').replaceAll('&#39;', "'"), mail?.body);
    assert.equal((await (await site.signIn('liaison', { bodyId: 'parks' })).get('/overview/weekly')).status, 403);
  });

  test('counts by clause as the matrix does', async () => {
    const chief = await site.signIn('chief_of_staff');
    const body = (await chief.get('/overview/weekly?asOf=2025-07-28')).body.replace(/<[^>]+>/g, '');
    const shares = [...body.matchAll(/^\* ([^:]+): (\d+) of (\d+)/gm)];
    assert.ok(shares.length >= 3);
    const csv = (await chief.get('/overview.csv?directive=all&asOf=2025-07-28')).body;
    assert.ok(csv.length > 0);
    for (const [, , met, counted] of shares) assert.ok(Number(met) <= Number(counted) && Number(counted) > 0);
  });

  test('comes on Tuesday where the worker was down on Monday, and then no more', async () => {
    const before = (await mailsOf('weekly')).length;
    assert.equal(await writeWeeklies(at('2025-08-06T14:00:00.000Z'), ask), 0, 'Wednesday is too late');
    assert.equal(await writeWeeklies(at('2025-08-05T14:00:00.000Z'), ask), 1);
    assert.equal(await writeWeeklies(at('2025-08-04T14:00:00.000Z'), ask), 0);
    assert.equal((await mailsOf('weekly')).length, before + 1);
  });
});

describe('the pages of mail', () => {
  test('a person chooses how often to be reminded, and what is no choice is refused in place', async () => {
    const liaison = await site.signIn('liaison', { bodyId: 'library' });
    const page = await liaison.get('/me/mail');
    assert.deepEqual(await validHtml(page.body), []);
    assert.match(page.body, /value="daily" checked/);
    assert.equal((await liaison.post('/me/mail', { rhythm: 'never' })).status, 422);
    const saved = await liaison.post('/me/mail', { rhythm: 'late_only' });
    assert.equal(saved.status, 303);
    assert.match((await liaison.get(saved.location ?? '')).body, /value="late_only" checked/);
    assert.match((await site.visitor().get('/me/mail')).location ?? '', /^\/sign-in/);
  });

  test('an administrator sends a test, which stays in the outbox of an evaluation; an auditor only looks', async () => {
    const administrator = await site.signIn('administrator');
    says((await administrator.get('/administration/mail')).body, /No mail server is set/);
    const sent = await administrator.post('/administration/mail/test');
    assert.equal(sent.status, 303);
    const page = await administrator.get(sent.location ?? '');
    assert.deepEqual(await validHtml(page.body), []);
    says(page.body, /Your last test.*stays in the outbox/);
    const auditor = await site.signIn('auditor');
    assert.equal((await auditor.get('/administration/mail')).status, 200);
    assert.equal((await auditor.post('/administration/mail/test')).status, 403);
    assert.equal((await (await site.signIn('reviewer')).get('/administration/mail')).status, 403);
  });
});

describe('mail that comes back', () => {
  const report = (id: string, to: string) =>
    `Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; ${to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <${id}@localhost>\r\n\r\nText\r\n--b--\r\n`;

  test('is matched by its id and address; what is forged or unknown is counted and left', async () => {
    const now = Date.now();
    const sent: string[] = [];
    const [mail] = (await mailsOf('digest')).filter((one) => one.to_address === 'liaison.parks@example.org');
    assert.ok(mail);
    const unsent = await takeReport([city], report(mail.id, mail.to_address), now);
    assert.deepEqual(
      unsent,
      { recorded: 0, known: 0, unknown: 1, other: 0 },
      'a mail that never left cannot come back',
    );
    const send = async ({ id }: { id: string }) => void sent.push(id);
    for (let turn = 0; turn < 10; turn += 1) await sendWaitingMails(city, { send, now: () => now, workerId: 'w' });
    assert.ok(sent.includes(mail.id));
    const other = site.city('los-angeles');
    assert.equal((await takeReport([other, city], report(mail.id, 'somebody@example.org'), now)).unknown, 1);
    assert.equal(
      (await takeReport([other, city], report('0198f2a0-0000-7000-8000-000000000001', mail.to_address), now)).unknown,
      1,
    );
    assert.equal((await takeReport([other, city], 'Subject: away\r\n\r\nI am away.', now)).other, 1);
    assert.equal((await takeReport([other, city], report(mail.id, mail.to_address), now)).recorded, 1);
    assert.equal((await takeReport([other, city], report(mail.id, mail.to_address), now)).known, 1);
  });

  test('is said on the outbox, the administration’s page and to the person; an administrator sets it right', async () => {
    const administrator = await site.signIn('administrator');
    const outbox = await administrator.get('/outbox?state=bounced');
    assert.deepEqual(await validHtml(outbox.body), []);
    says(outbox.body, /Mail to liaison\.parks@example\.org came back on/);
    says((await administrator.get('/administration/mail')).body, /liaison\.parks@example\.org/);
    const liaison = await site.signIn('liaison', { bodyId: 'parks' });
    says((await liaison.get('/me/mail')).body, /Mail to your address came back/);
    const mail = (await mailsOf('digest')).find((one) => one.closed_why === 'bounced');
    assert.ok(mail);
    const refused = await administrator.post(`/outbox/${mail.id}/retry`);
    assert.equal(refused.status, 422);
    says(refused.body, /First change the address/);
    assert.equal(
      (await (await site.signIn('auditor')).post('/outbox/addresses/trust', { address: mail.to_address })).status,
      403,
    );
    assert.equal((await administrator.post('/outbox/addresses/trust', { address: mail.to_address })).status, 303);
    assert.equal((await administrator.post('/outbox/addresses/trust', { address: mail.to_address })).status, 422);
    const page = await administrator.get(`/outbox/${mail.id}`);
    says(page.body, /Send it again/);
    assert.deepEqual(await validHtml(page.body), []);
    assert.equal((await administrator.post(`/outbox/${mail.id}/retry`)).status, 303);
    const again = (await outboxMails(city.db, 500)).find((one) => one.id === mail.id);
    assert.deepEqual([again?.tries, again?.sent_at, again?.closed_why], [0, null, null]);
    assert.equal((await administrator.post(`/outbox/${mail.id}/retry`)).status, 422);
  });
});

test('the outbox finds each mail under just the state that it shows', async () => {
  const set = (id: string, values: string) =>
    sql.raw(`update outbox set ${values} where id = '${id}'`).execute(city.db);
  const mails = await outboxMails(city.db, 9);
  const now = city.clock.now();
  const later = new Date(Date.parse(now) + 3_600_000).toISOString();
  const open = 'sent_at = null, closed_at = null, closed_why = null';
  const rows = [
    `${open}, tries = 0, claimed_at = null, not_before = null`,
    `${open}, tries = 0, claimed_at = null, not_before = '${later}'`,
    `${open}, tries = 1, claimed_at = '${now}', not_before = null`,
    `${open}, tries = 2, claimed_at = null, not_before = '${later}'`,
  ];
  for (const [index, values] of rows.entries()) await set(mails[index]?.id ?? '', values);
  for (const [index, why] of ['failed', 'bounced', 'address', 'withdrawn'].entries()) {
    await set(mails[index + 4]?.id ?? '', `closed_at = '${now}', closed_why = '${why}'`);
  }
  const all = await outboxMails(city.db, 500);
  const chief = await site.signIn('chief_of_staff');
  for (const state of mailStates) {
    const expected = all.filter((mail) => mailStateOf(mail, city.clock.now()) === state).map((mail) => mail.id);
    assert.ok(expected.length > 0, state);
    const { body } = await chief.get(`/outbox?state=${state}`);
    const found = [...body.matchAll(/href="\/practice\/outbox\/([0-9a-f-]{36})"/g)].map(([, id]) => id as string);
    assert.deepEqual(new Set(found), new Set(expected.slice(0, 50)), state);
  }
  const digests = (await chief.get('/outbox?kind=weekly')).body;
  assert.equal([...digests.matchAll(/data-label="What it is">Weekly mail</g)].length, (await mailsOf('weekly')).length);
  assert.equal((await chief.get('/outbox?state=nonsense&kind=x&person=nobody')).status, 200);
});
