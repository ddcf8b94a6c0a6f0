/** The pages of directives, with the tasks that the duties' wing brings. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assignDuties } from '#features/duties/duty-assign.ts';
import { tasksAsOf } from '#features/duties/duty-view.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { latestProfile } from '#features/city/city-store.ts';
import { type City, todayIn } from '#platform/city.ts';
import { PageRefused } from '#platform/errors.ts';
import type { Actor, Role } from '#rules/permissions.ts';
import type { Answer, Page } from '#web/page.ts';
import { testSite, type TestSite } from '#test/city.ts';
import { anActor, fakePage } from '#test/fake-page.ts';
import { validHtml } from '#test/html.ts';
import { directiveRoutes } from '#features/directives/directive-routes.ts';
import { applyDirectives } from '#features/directives/directive-import.ts';
import { directivePractice } from '#features/directives/directive-practice.ts';
import { receiptsAsOf } from '#features/directives/directive-receipt-store.ts';
import { directiveSearchables } from '#features/directives/directive-search.ts';
import { publishedDocuments } from '#features/publication/publication-public-store.ts';
import { directivesAsOf } from '#features/directives/directive-store.ts';

const routes = directiveRoutes({ tasksAsOf, assignDuties, published: publishedDocuments });
let site: TestSite;
let angeles: City;
let practice: City;

before(async () => {
  site = await testSite();
  angeles = site.city('los-angeles');
  practice = site.city('practice');
});
after(() => site?.close());

type Asked = { city?: City; actor?: Actor | null; tag?: string; fields?: Page['fields']; asOf?: Page['asOf'] };

async function answer(
  method: 'GET' | 'POST',
  pattern: string,
  params: Record<string, string>,
  asked: Asked = {},
): Promise<Answer> {
  const route = routes.find((one) => one.method === method && one.path.pattern === pattern) ?? assert.fail(pattern);
  const { city = angeles, actor = null, tag = 'en', fields = {} } = asked;
  const today = todayIn(city);
  const asOf = asked.asOf ?? today;
  return route.handle(
    fakePage({
      city,
      actor,
      acting: { actor, requestId: 'test' },
      tag,
      fields,
      params,
      today,
      asOf,
      isPast: asOf < today,
    }),
  );
}

async function html(
  pattern: string,
  params: Record<string, string>,
  asked: Asked = {},
): Promise<{ text: string; shell: string; status: number }> {
  const page = await answer('GET', pattern, params, asked);
  assert.equal(page.kind, 'page');
  return page.kind === 'page' ? { text: page.main.text, shell: page.shell, status: page.status } : assert.fail();
}

const pages: readonly [string, Record<string, string>][] = [
  ['/directives', {}],
  ['/directives/:id', { id: 'ed-12' }],
  ['/directives/:id/effect', { id: 'ed-17' }],
  ['/directives/:id/versions/:number', { id: 'ed-12', number: '1' }],
  ['/directives/:id/clauses/:clause', { id: 'ed-12', clause: 'ED12-2' }],
  ['/directives/:id/clauses/:clause', { id: 'ed-17', clause: 'ED17-6' }],
  ['/directives/:id/clauses/:clause', { id: 'ed-17', clause: 'ED17-7' }],
];

test('every page is valid HTML, in both languages, for the public, for counsel and for a department', async () => {
  const readers = [null, anActor('city_attorney'), anActor('general_manager', 'rap'), anActor('chief_of_staff')];
  for (const [pattern, params] of pages) {
    for (const actor of readers) {
      for (const tag of ['en', 'es']) {
        const { text, status } = await html(pattern, params, { actor, tag });
        assert.equal(status, 200);
        const whole = `<!DOCTYPE html>\n<html lang="${tag}"><head><title>Page</title></head><body><main>${text}</main></body></html>`;
        assert.deepEqual(await validHtml(whole), [], `${pattern} ${tag} ${actor?.grants[0]?.role ?? 'public'}`);
      }
    }
  }
});

test('anyone reads the words of a clause and the reason for its date; how far a department is stays with staff', async () => {
  const path = '/directives/:id/clauses/:clause';
  const everyone = await html(path, { id: 'ed-12', clause: 'ED12-2' });
  assert.equal(everyone.shell, 'public');
  assert.match(everyone.text, /25 July 2025/);
  assert.match(everyone.text, /14 calendar days/);
  assert.match(everyone.text, /signed document has not been seen/);
  assert.doesNotMatch(everyone.text, /id="tasks"|\/test\/task\//);
  const staff = await html(path, { id: 'ed-12', clause: 'ED12-2' }, { actor: anActor('reviewer') });
  assert.equal(staff.shell, 'staff');
  assert.match(staff.text, /id="tasks"/);
  const officer = await html('/directives/:id', { id: 'ed-12' }, { actor: anActor('officer', 'lapd') });
  assert.equal(officer.shell, 'public');
  assert.doesNotMatch(officer.text, /id="receipts"/);
});

test('a department sees its own tasks and its own receipt, and no other department’s', async () => {
  const clause = await html(
    '/directives/:id/clauses/:clause',
    { id: 'ed-12', clause: 'ED12-2' },
    { actor: anActor('liaison', 'rap') },
  );
  const tasks = clause.text.slice(clause.text.indexOf('id="tasks"'));
  assert.match(tasks, /\/test\/department\/rap"/);
  assert.doesNotMatch(tasks, /\/test\/department\/lapd"/);
  const directive = await html('/directives/:id', { id: 'ed-12' }, { actor: anActor('liaison', 'rap') });
  assert.match(directive.text, /0 of 1 has confirmed/);
});

test('what was due before this copy began to track has no record, and is neither met nor late', async () => {
  const { text } = await html(
    '/directives/:id/clauses/:clause',
    { id: 'ed-12', clause: 'ED12-2' },
    { actor: anActor('chief_of_staff') },
  );
  assert.match(text, /with no record in this copy/);
  assert.doesNotMatch(text, /st-tag--late|\d+ late/);
});

test('the effect page names what ED 17 changes in ED 12, what is new, and what is confirmed again', async () => {
  for (const id of ['ed-12', 'ed-17']) {
    const { text } = await html('/directives/:id/effect', { id }, { actor: anActor('chief_of_staff') });
    assert.match(text, /What ED 17 does to ED 12/);
    assert.match(text, /changes<\/span> The preparedness plan now rests on an inventory/);
    assert.match(text, /ED17-8: Ordinance on private property/);
    assert.match(text, /They confirm it by confirming ED 17/);
    assert.match(text, /0 of \d+ have done so/);
  }
});

test('a day before a directive was recorded does not know it, and says so', async () => {
  const { text } = await html('/directives', {}, { asOf: '2020-01-01' });
  assert.match(text, /No directive was recorded yet on that day/);
  await assert.rejects(
    answer('GET', '/directives/:id', { id: 'ed-12' }, { asOf: '2020-01-01' }),
    (error) => error instanceof PageRefused && error.status === 404,
  );
});

test('what does not exist is not found: a directive, a clause, a version', async () => {
  const missing: readonly [string, Record<string, string>][] = [
    ['/directives/:id', { id: 'ed-99' }],
    ['/directives/:id/clauses/:clause', { id: 'ed-12', clause: 'ED17-1' }],
    ['/directives/:id/versions/:number', { id: 'ed-12', number: '9' }],
    ['/directives/:id/effect', { id: "'; drop table" }],
  ];
  for (const [pattern, params] of missing) {
    await assert.rejects(
      answer('GET', pattern, params),
      (error) => error instanceof PageRefused && error.status === 404,
    );
  }
});

test('a head confirms the version shown; the button goes, and the list counts it', async () => {
  const actor = anActor('general_manager', 'rap');
  const before = await html('/directives/:id', { id: 'ed-12' }, { actor });
  const version = /name="version" value="([0-9a-f]{64})"/.exec(before.text)?.[1] ?? assert.fail('no form');
  const other = await answer(
    'POST',
    '/directives/:id/receipt',
    { id: 'ed-12' },
    { actor, fields: { version: 'a'.repeat(64), bodyId: 'rap' } },
  );
  assert.ok(
    other.kind === 'page' && other.status === 422 && /Read version 1 and confirm that one/.test(other.main.text),
  );
  await assert.rejects(
    answer('POST', '/directives/:id/receipt', { id: 'ed-12' }, { actor, fields: { version, bodyId: 'lapd' } }),
    /not allowed/,
  );
  const done = await answer(
    'POST',
    '/directives/:id/receipt',
    { id: 'ed-12' },
    { actor, fields: { version, bodyId: 'rap' } },
  );
  assert.deepEqual(done, { kind: 'redirect', to: '/directives/ed-12?done=directive.receipt_confirmed' });
  const now = await html('/directives/:id', { id: 'ed-12' }, { actor });
  assert.doesNotMatch(now.text, /name="version"/);
  const chief = await html('/directives/:id', { id: 'ed-12' }, { actor: anActor('chief_of_staff') });
  assert.match(chief.text, /<a class="st-figure"[^>]*>1 of|1 department has confirmed/);
});

test('counsel’s condition is checked with what was typed kept, then dates the task', async () => {
  const actor = anActor('city_attorney');
  const path = '/directives/:id/clauses/:clause/condition';
  const params = { id: 'ed-17', clause: 'ED17-7' };
  const wrong = await answer('POST', path, params, {
    actor,
    fields: { conditionId: 'sb-627-sb-805-resolved', metOn: '2026-02-30', source: 'The court said so' },
  });
  assert.ok(wrong.kind === 'page' && wrong.status === 422);
  assert.match(
    wrong.kind === 'page' ? wrong.main.text : '',
    /usa-error-message.*year-month-day[\s\S]*value="The court said so"/,
  );
  const right = await answer('POST', path, params, {
    actor,
    fields: { conditionId: 'sb-627-sb-805-resolved', metOn: '2025-02-03', source: 'The court said so' },
  });
  assert.equal(
    right.kind === 'redirect' && right.to,
    '/directives/ed-17/clauses/ED17-7?done=directive.condition_recorded',
  );
  const { text } = await html('/directives/:id/clauses/:clause', params, { actor });
  assert.match(text, /Met on Mon 3 February 2025/);
  assert.match(text, /Recorded on Mon 3 February 2025/);
  const everyone = await html('/directives/:id/clauses/:clause', params);
  assert.doesNotMatch(everyone.text, /Met on|The court said so/, 'the public reads it when it is published');
});

test('a changed directive shows its difference to a reader, old beside new', async () => {
  const [first] = await directivesAsOf(angeles, todayIn(angeles));
  assert.ok(first);
  const [clause, ...rest] = first.directive.clauses;
  assert.ok(clause);
  const directive = {
    ...first.directive,
    clauses: [{ ...clause, text: { ...clause.text, en: 'A new wording.' } }, ...rest],
  };
  await applyDirectives(angeles, { actor: null, requestId: null }, [{ directive, sourceYaml: '' }]);
  const newest = { id: 'ed-12', number: '2' };
  const { text } = await html('/directives/:id/versions/:number', newest, { actor: anActor('reviewer') });
  assert.match(text, /Clause ED12-1: words \(en\)/);
  assert.match(text, /<ins class="st-diff st-diff--after">A new wording\.<\/ins>/);
  await assert.rejects(
    answer('GET', '/directives/:id/versions/:number', newest),
    PageRefused,
    'it is not published yet',
  );
  const everyone = await html('/directives/:id/clauses/:clause', { id: 'ed-12', clause: 'ED12-1' });
  assert.doesNotMatch(everyone.text, /A new wording/);
  const chief = await html('/directives/:id', { id: 'ed-12' }, { actor: anActor('chief_of_staff') });
  assert.match(chief.text, /0 of \d+ departments with a task under this directive have confirmed version 2/);
});

test('a search finds clauses by words of either language, in the language of the words', async () => {
  const clauses = directiveSearchables.find((one) => one.kind === 'clause') ?? assert.fail();
  const [english] = await clauses.find(angeles, anActor('staff', 'rap'), ['body', 'worn'], 5);
  assert.equal(english?.title, 'ED 17, ED17-4: Body-worn video at scenes');
  const [spanish] = await clauses.find(angeles, anActor('staff', 'rap'), ['letreros'], 5);
  assert.equal(spanish?.title, 'ED 17, ED17-3: Letreros y portones cerrados');
  assert.deepEqual(await clauses.find(angeles, anActor('staff', 'rap'), ['unicorn'], 5), []);
});

test('in Practice City several departments have confirmed and some are open', async () => {
  const profile = (await latestProfile(practice.db)) ?? practice.profile;
  const known = await receiptsAsOf(practice, todayIn(practice));
  if (known.length === 0) {
    let next = Date.parse('2025-07-28T17:00:00.000Z');
    const city = { ...practice, profile, clock: { now: () => new Date(next++).toISOString() as IsoInstant } };
    await directivePractice({
      random: () => 0.4,
      today: '2025-07-31',
      at: () => city,
      actorOf: (role: Role, bodyId?: string) => site.actor(role, bodyId),
    });
  }
  const receipts = (await receiptsAsOf(practice, todayIn(practice))).filter(
    (receipt) => receipt.directiveId === 'pd-1',
  );
  assert.ok(receipts.length >= 3);
  const { text } = await html('/directives/:id', { id: 'pd-1' }, { city: practice, actor: anActor('chief_of_staff') });
  assert.match(text, new RegExp(`${receipts.length} of \\d+ departments`));
  assert.match(text, /have not confirmed yet|has not confirmed yet/);
});
