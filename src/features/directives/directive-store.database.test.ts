import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import type { Actor } from '#rules/permissions.ts';
import { emptyCity } from '#test/city.ts';
import { aBody, anActor, fakePage } from '#test/fake-page.ts';
import { applyDirectives, type DirectiveSource, planDirectives } from './directive-import.ts';
import { readDirectives } from './directive-pack.ts';
import { receiptsAsOf } from './directive-receipt-store.ts';
import { confirmReceipt, recordCondition } from './directive-service.ts';
import { conditionsOf, directivesAsOf, versionsOf } from './directive-store.ts';

const system = { actor: null, requestId: null };
let open: Awaited<ReturnType<typeof emptyCity>>;
let sources: DirectiveSource[];

before(async () => {
  const bodies = [aBody({ id: 'rap' }), aBody({ id: 'lapd' }), aBody({ id: 'partner', kind: 'partner' })];
  open = await emptyCity({ ...fakePage().city.profile, bodies });
  const { directives } = await readDirectives('packs/los-angeles');
  sources = await Promise.all(
    directives.map(async ({ directive, file }) => ({ directive, sourceYaml: await readFile(file.file, 'utf8') })),
  );
});
after(() => open?.close());

const at = (instant: IsoInstant): City => ({ ...open.city, clock: { now: () => instant } });
const as = (actor: Actor) => ({ actor, requestId: 'test' });
const changed = () =>
  sources.map((source) =>
    source.directive.id === 'ed-12'
      ? { ...source, directive: { ...source.directive, summary: { en: 'Another summary.', es: 'Otro resumen.' } } }
      : source,
  );
const eventCount = async (event: string) => {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from audit_entries where event = ${event}`.execute(open.city.db);
  return rows[0]?.count;
};

test('importing twice changes nothing: the second time every directive is unchanged and no event is written', async () => {
  const first = await applyDirectives(at('2026-02-20T18:00:00.000Z'), system, sources);
  assert.deepEqual(
    first.map((step) => [step.directiveId, step.kind, step.number]),
    [
      ['ed-12', 'first', 1],
      ['ed-17', 'first', 1],
    ],
  );
  const events = await eventCount('directive.version_recorded');
  const second = await applyDirectives(at('2026-02-21T18:00:00.000Z'), system, sources);
  assert.deepEqual(
    second.map((step) => step.kind),
    ['unchanged', 'unchanged'],
  );
  assert.equal(await eventCount('directive.version_recorded'), events);
});

test('a directive is known from the end of the day on which it was recorded, in the city’s zone', async () => {
  assert.equal((await directivesAsOf(open.city, '2026-02-19')).length, 0);
  assert.deepEqual(
    (await directivesAsOf(open.city, '2026-02-20')).map((one) => one.directive.id),
    ['ed-12', 'ed-17'],
  );
});

test('the plan shows what would change and writes nothing', async () => {
  const steps = await planDirectives(open.city.db, changed());
  assert.deepEqual(
    steps.map((step) => step.kind),
    ['changed', 'unchanged'],
  );
  assert.ok(steps[0]?.changes.every((change) => change.subject === 'directive' && change.field?.startsWith('summary')));
  assert.equal((await versionsOf(open.city, 'ed-12', '2026-12-31')).length, 1);
});

test('a receipt is for one exact version, once, by the head or the liaison of a department that holds a duty', async () => {
  const city = at('2026-02-21T20:00:00.000Z');
  const { version } = (await directivesAsOf(city, '2026-02-21'))[0] ?? assert.fail();
  const ask = { directiveId: 'ed-12', version, bodyId: 'rap' };
  const refusal = async (actor: Actor, question = ask) => {
    const result = await confirmReceipt(city, as(actor), question);
    return result.ok ? null : result.refusals[0]?.key;
  };
  assert.equal(await refusal(anActor('general_manager', 'lapd')), 'directive.refused.not-allowed');
  assert.equal(await refusal(anActor('staff', 'rap')), 'directive.refused.not-allowed');
  assert.equal(
    await refusal(anActor('general_manager', 'rap'), { ...ask, version: '0'.repeat(64) }),
    'directive.refused.other-version',
  );
  assert.equal(
    await refusal(anActor('general_manager', 'rap'), { ...ask, directiveId: 'ed-99' }),
    'directive.refused.unknown',
  );
  assert.equal(
    await refusal(anActor('general_manager', 'partner'), { ...ask, bodyId: 'partner' }),
    'directive.refused.no-duty',
  );
  const events = await eventCount('directive.receipt_confirmed');
  assert.equal(await refusal(anActor('liaison', 'rap')), null);
  assert.equal(await refusal(anActor('general_manager', 'rap')), 'directive.refused.confirmed-already');
  assert.equal(await eventCount('directive.receipt_confirmed'), (events ?? 0) + 1);
  const [receipt] = await receiptsAsOf(city, '2026-02-21');
  assert.deepEqual([receipt?.bodyId, receipt?.version, receipt?.role], ['rap', version, 'liaison']);
  assert.deepEqual(await receiptsAsOf(city, '2026-02-20'), []);
});

test('a changed text is a version beside the old one, keeps every receipt of the old, and asks anew', async () => {
  const city = at('2026-03-05T18:00:00.000Z');
  const [step] = await applyDirectives(city, system, changed());
  assert.deepEqual([step?.kind, step?.number], ['changed', 2]);
  const versions = await versionsOf(city, 'ed-12', '2026-03-05');
  assert.deepEqual(
    versions.map((one) => one.number),
    [1, 2],
  );
  assert.equal((await directivesAsOf(city, '2026-03-04'))[0]?.version, versions[0]?.version);
  assert.equal((await directivesAsOf(city, '2026-03-05'))[0]?.version, step?.version);
  const before = await receiptsAsOf(city, '2026-03-05');
  assert.deepEqual(
    before.map((receipt) => receipt.version),
    [versions[0]?.version],
  );
  const old = await confirmReceipt(city, as(anActor('general_manager', 'lapd')), {
    directiveId: 'ed-12',
    version: versions[0]?.version ?? '',
    bodyId: 'lapd',
  });
  assert.deepEqual(old.ok ? null : [old.refusals[0]?.key, old.refusals[0]?.values], [
    'directive.refused.other-version',
    { number: 2 },
  ]);
  const anew = await confirmReceipt(city, as(anActor('general_manager', 'rap')), {
    directiveId: 'ed-12',
    version: versions[1]?.version ?? '',
    bodyId: 'rap',
  });
  assert.ok(anew.ok);
});

test('two imports at once of a changed text make one version of it', async () => {
  const back = sources;
  const steps = await Promise.all([
    applyDirectives(at('2026-03-06T18:00:00.000Z'), system, back),
    applyDirectives(at('2026-03-06T18:00:01.000Z'), system, back),
  ]);
  assert.deepEqual(steps.map(([step]) => step?.kind).sort(), ['changed', 'unchanged']);
  assert.deepEqual(
    (await versionsOf(open.city, 'ed-12', '2026-03-06')).map((one) => one.number),
    [1, 2, 3],
  );
});

test('counsel records that a condition is met; the tasks are laid anew in the same transaction; a later record corrects it', async () => {
  const city = at('2026-05-10T18:00:00.000Z');
  const laid: string[][] = [];
  const assignDuties = async (
    _city: City,
    _acting: unknown,
    _directives: unknown,
    met: readonly { conditionId: string; metOn: string }[],
  ) => {
    laid.push(met.map((one) => `${one.conditionId} ${one.metOn}`));
    return { made: 0, changed: 0, withdrawn: 0 };
  };
  const order = {
    conditionId: 'sb-627-sb-805-resolved',
    metOn: '2026-05-04',
    source: 'An opinion of the court',
  } as const;
  const refusal = async (actor: Actor, question: Parameters<typeof recordCondition>[2] = order) => {
    const result = await recordCondition(city, as(actor), question, assignDuties);
    return result.ok ? null : result.refusals[0]?.key;
  };
  const counsel = anActor('city_attorney');
  assert.equal(await refusal(anActor('chief_of_staff')), 'directive.refused.not-allowed');
  assert.equal(await refusal(counsel, { ...order, metOn: '2026-05-11' }), 'directive.refused.not-yet');
  assert.equal(
    await refusal(counsel, { ...order, conditionId: 'moon-is-full' }),
    'directive.refused.condition-unknown',
  );
  assert.equal(laid.length, 0);
  assert.equal(await refusal(counsel), null);
  assert.equal(await refusal(counsel), 'directive.refused.recorded-already');
  assert.deepEqual(laid, [['sb-627-sb-805-resolved 2026-05-04']]);
  const next = await recordCondition(
    at('2026-05-11T18:00:00.000Z'),
    as(counsel),
    { ...order, metOn: '2026-05-05' },
    assignDuties,
  );
  assert.deepEqual(next.ok && next.value, { directiveId: 'ed-17', clauseId: 'ED17-7' });
  assert.deepEqual(
    (await conditionsOf(city, '2026-05-10')).map((one) => one.metOn),
    ['2026-05-04'],
  );
  assert.deepEqual(
    (await conditionsOf(city, '2026-05-11')).map((one) => one.metOn),
    ['2026-05-05'],
  );
  assert.deepEqual(await conditionsOf(city, '2026-05-09'), []);
});

test('a failure while the tasks are laid leaves no condition behind', async () => {
  const city = at('2026-06-01T18:00:00.000Z');
  const failing = () => Promise.reject(new Error('planted'));
  const order = { conditionId: 'sb-627-sb-805-resolved', metOn: '2026-06-01', source: 'Another opinion' } as const;
  await assert.rejects(recordCondition(city, as(anActor('city_attorney')), order, failing), /planted/);
  assert.deepEqual(
    (await conditionsOf(city, '2026-06-01')).map((one) => one.metOn),
    ['2026-05-05'],
  );
});
