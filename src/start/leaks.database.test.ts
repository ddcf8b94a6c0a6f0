/** Attempts to read what one may not: through pages, searches, filters, exports, errors, and the difference between "no" and "none". */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { advise } from '#features/duties/duty-service.ts';
import { dutyActs } from '#features/duties/duty-acts.ts';
import { setBlackout } from '#features/publication/blackout-service.ts';
import { publicationActs } from '#features/publication/publication-acts.ts';
import { disclosureActs } from '#features/retention/disclosure-acts.ts';
import { lawOf } from '#features/retention/disclosure-questions.ts';
import { registerDemand } from '#features/retention/disclosure-service.ts';
import { placeHold } from '#features/retention/legal-hold-service.ts';
import { everything } from '#features/retention/legal-hold-terms.ts';
import { retentionActs } from '#features/retention/retention-acts.ts';
import { type Actor, may, type Role, roles } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { walk } from '#test/crawl.ts';
import type { TestVisitor } from '#test/visitor.ts';
import { retentionAnswers } from './retention-answers.ts';

const isFull = process.env['STEWARD_TEST_FULL'] === '1';
/** Who stands for the others where every address is tried several times over. */
const few: ReadonlySet<Role | 'nobody'> = new Set(
  isFull ? ['nobody', ...roles] : ['nobody', 'liaison', 'officer', 'auditor'],
);

/** Something that only some may read, marked with a word that stands nowhere else. */
type Secret = { what: string; mark: string; at: string; mayRead(actor: Actor): boolean };

/** That a task exists is no secret: the directive, its holders and their dates are what the city publishes. */
const isKnownToAll = (at: string) => at.startsWith('/tasks/');
/** Pages that tell of their own readers differ from one reading to the next. */
const tellsOfReaders = new Set(['/audit', '/access-review']);

describe('what only some may read', () => {
  let site: TestSite;
  const secrets: Secret[] = [];
  const everybody = new Map<Role | 'nobody', TestVisitor>();
  /** Every address that anybody reached: what one person finds, another may try. */
  const addresses = new Set<string>();

  before(async () => {
    site = await testSite();
    await plantAdvice();
    await plantRestrictedEvidence();
    await plantLegalHold();
    await plantDemand();
    await plantBlackout();
    everybody.set('nobody', site.visitor());
    for (const role of roles) everybody.set(role, await site.signIn(role));
    for (const visitor of everybody.values())
      for (const { at } of await walk(site, visitor, isFull ? 3 : 1)) addresses.add(at);
    for (const { at } of secrets) addresses.add(at);
  });
  after(() => site.close());

  /** The first task of the department of parks that takes it. */
  async function aTask(where: string): Promise<{ id: string; body_id: string }> {
    const { rows } = await sql<{ id: string; body_id: string }>`
      select a.id, a.body_id from assignments a
      join lateral (select * from assignment_terms t where t.assignment_id = a.id order by t.recorded_at desc, t.id desc limit 1) t on not t.is_withdrawn
      join duty_versions v on v.id = t.duty_version_id
      where ${sql.raw(where)} order by a.id limit 1`.execute(site.city().db);
    assert.ok(rows[0], `a task where ${where}`);
    return rows[0];
  }

  async function plantAdvice(): Promise<void> {
    const mark = 'quokkaadvice';
    const { rows } = await sql<{
      id: string;
    }>`select assignment_id as id from duty_acts where kind = 'exemption_claimed' order by seq desc`.execute(
      site.city().db,
    );
    const acting = { actor: await site.actor('city_attorney'), requestId: null };
    let taskId: string | null = null;
    for (const { id } of rows)
      if ((await advise(site.city(), acting, { taskId: id, text: `Counsel says ${mark}.` })).ok) taskId ??= id;
    assert.ok(taskId, 'advice was given on a task');
    const mayRead = (actor: Actor) => may(actor, dutyActs.readAdvice);
    secrets.push({ what: 'counsel’s advice', mark, at: `/tasks/${taskId}`, mayRead });
  }

  async function plantRestrictedEvidence(): Promise<void> {
    const mark = 'wombatevidence';
    const task = await aTask(
      `v.document #>> '{duty,publicity}' = 'restricted' and exists (select 1 from submissions s where s.assignment_id = a.id
        and not is_held('duties.submission', s.id::text))`,
    );
    await sql`update submissions set note = note || ${` ${mark}`} where assignment_id = ${task.id}`.execute(
      site.city().db,
    );
    await sql`update submission_items set file_name = ${`${mark}.pdf`} where kind = 'file' and submission_id in
      (select id from submissions where assignment_id = ${task.id})`.execute(site.city().db);
    secrets.push({
      what: 'evidence that a directive keeps restricted',
      mark,
      at: `/tasks/${task.id}`,
      mayRead: (actor) => may(actor, dutyActs.readRestricted, task.body_id),
    });
  }

  async function plantLegalHold(): Promise<void> {
    const mark = 'numbatmatter';
    const acting = { actor: await site.actor('city_attorney'), requestId: null };
    const scope = { ...everything, classIds: ['duties.submission'], bodyIds: ['library'] };
    const asked = { scope, isForAll: false, matter: `The ${mark} matter`, reason: `Counsel expects ${mark}.` };
    const placed = await placeHold(
      site.city(),
      acting,
      asked,
      retentionAnswers(site.config.baseUrl, site.site.catalog),
    );
    assert.ok(placed.ok, JSON.stringify(placed));
    const mayRead = (actor: Actor) => may(actor, retentionActs.readHoldReasons);
    secrets.push({ what: 'why a legal hold stands', mark, at: `/legal-holds/${placed.value.holdId}`, mayRead });
  }

  async function plantDemand(): Promise<void> {
    const mark = 'bilbyasker';
    const city = site.city();
    const acting = { actor: await site.actor('records_officer'), requestId: null };
    const paper = {
      kind: 'records_request',
      channel: 'email',
      receivedOn: '2025-07-30',
      returnOn: null,
      file: null,
    } as const;
    const asked = {
      ...paper,
      asker: `Somebody called ${mark}`,
      contact: `${mark}@example.org`,
      asked: `All about ${mark}.`,
    };
    const made = await registerDemand(city, acting, asked, lawOf(city));
    assert.ok(made.ok, JSON.stringify(made));
    const mayRead = (actor: Actor) => may(actor, disclosureActs.read);
    secrets.push({ what: 'who asks for records', mark, at: `/records-demands/${made.value.id}`, mayRead });
  }

  async function plantBlackout(): Promise<void> {
    const mark = 'dunnartreason';
    const acting = { actor: await site.actor('city_attorney'), requestId: null };
    const days = { fromOn: '2025-08-20', toOn: '2025-08-21', kinds: null } as const;
    const set = await setBlackout(site.city(), acting, {
      ...days,
      reason: `Because of ${mark}.`,
      authority: `Counsel, ${mark}`,
    });
    assert.ok(set.ok, JSON.stringify(set));
    const mayRead = (actor: Actor) => may(actor, publicationActs.readReasons);
    secrets.push({ what: 'why nothing is published', mark, at: '/publication/blackouts', mayRead });
  }

  const readersOf = async (secret: Secret) => {
    const may = new Set<Role | 'nobody'>();
    for (const role of roles) if (secret.mayRead(await site.actor(role))) may.add(role);
    return may;
  };

  it('is read by those who may: each mark can be found at all', async () => {
    for (const secret of secrets)
      for (const role of await readersOf(secret))
        assert.match(
          (await (everybody.get(role) as TestVisitor).get(secret.at)).body,
          new RegExp(secret.mark),
          secret.what,
        );
  });

  it('stands on no page, in no export and in no feed of anybody else, whoever found the address', async () => {
    const leaks: string[] = [];
    for (const [role, visitor] of everybody) {
      const hidden = await hiddenFrom(role);
      for (const at of addresses) {
        const { body } = await visitor.get(at);
        for (const { what, mark } of hidden) if (body.includes(mark)) leaks.push(`${role} reads ${what} at ${at}`);
      }
    }
    assert.deepEqual(leaks, []);
  });

  const hiddenFrom = async (role: Role | 'nobody') => {
    const hidden: Secret[] = [];
    for (const secret of secrets) if (!(await readersOf(secret)).has(role)) hidden.push(secret);
    return hidden;
  };

  it('is found by nobody else’s search or filter: the answer is that of a word that stands nowhere', async () => {
    const leaks: string[] = [];
    const absent = 'nothingofthekind';
    for (const [role, visitor] of everybody) {
      const hidden = await hiddenFrom(role);
      for (const at of addresses) {
        if (at.includes('?') || tellsOfReaders.has(at)) continue;
        const { body } = await visitor.get(at);
        // The search of the whole city stands on every page of those who may use it, twice.
        const own = (body.match(/name="q"/g)?.length ?? 0) - (body.includes('id="site-search"') ? 2 : 0);
        if (own < 1) continue;
        const none = await visitor.get(`${at}?q=${absent}`);
        for (const { what, mark } of hidden) {
          const secret = await visitor.get(`${at}?q=${mark}`);
          const said = (body: string, word: string) => withoutChance(body).replaceAll(word, 'WORD');
          if (secret.status !== none.status || said(secret.body, mark) !== said(none.body, absent))
            leaks.push(`${role} learns of ${what} by ${at}?q=`);
        }
      }
    }
    assert.deepEqual(leaks, []);
  });

  it('cannot be told from what is not there: a record that one may not see answers like one that nobody made', async () => {
    const leaks: string[] = [];
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
    for (const [role, visitor] of everybody)
      for (const at of addresses) {
        if (!uuid.test(at) || isKnownToAll(at)) continue;
        const other = at.replace(uuid, '01900000-0000-7000-8000-000000000000');
        const [real, none] = [await visitor.get(at), await visitor.get(other)];
        if (real.status === 200 || real.status === 303) continue;
        if (real.status !== none.status)
          leaks.push(`${role} at ${at}: ${real.status}, but ${none.status} where nothing is`);
      }
    assert.deepEqual(leaks, []);
  });

  it('is in no error: bad days, bad ids, bad forms and unknown pages show nothing of it', async () => {
    const leaks: string[] = [];
    for (const [role, visitor] of everybody) {
      if (!few.has(role)) continue;
      const hidden = await hiddenFrom(role);
      for (const at of addresses) {
        if (at.includes('?')) continue;
        for (const tried of [`${at}?asOf=1999-01-01`, `${at}/%00`, `${at}/'`]) {
          const { body, status } = await visitor.get(tried);
          if (status >= 500) leaks.push(`${role} at ${tried}: ${status}`);
          if (/\bat .+\.ts:\d+|postgres|select .* from/i.test(body))
            leaks.push(`${role} reads our insides at ${tried}`);
          for (const { what, mark } of hidden) if (body.includes(mark)) leaks.push(`${role} reads ${what} at ${tried}`);
        }
      }
    }
    assert.deepEqual(leaks, []);
  });
});

/** What differs between two answers by chance alone. */
function withoutChance(body: string): string {
  return body.replace(/name="_csrf" value="[^"]*"/g, '').replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]+/g, '');
}
