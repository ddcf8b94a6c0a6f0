/** Applying a pack, with the parts that the city's and the duties' wings bring. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { profileOf } from '#features/city/city-store.ts';
import { CommandRefused } from '#platform/command.ts';
import type { OpenCity } from './cities.ts';
import { packDoors } from './pack-doors.ts';
import { readPack } from './packs.ts';
import { emptyCity } from '#test/city.ts';
import { applyPack, isEmptyPlan, planLines, planPack } from '#features/directives/pack-apply.ts';
import { packApplyCommand } from '#features/directives/pack-commands.ts';

const doors = packDoors;

let open: OpenCity;
before(async () => {
  const { city } = await readPack('packs/los-angeles');
  assert.ok(city);
  open = await emptyCity(profileOf(city));
});
after(() => open?.close());

async function steward(dir: string, options: Record<string, string | boolean> = {}): Promise<string[]> {
  const lines: string[] = [];
  const openTest = async (slug: string) => {
    if (slug !== 'los-angeles') throw new CommandRefused(`there is no city ${slug}`);
    return { city: open.city, close: async () => {} };
  };
  const command = packApplyCommand({ readPack, openCity: openTest, doors });
  await command.run({
    positionals: [dir],
    options,
    print: (line) => lines.push(line),
    warn: (line) => lines.push(`! ${line}`),
  });
  return lines;
}

const rowCount = async () => {
  const { rows } = await sql<{
    count: number;
  }>`select (select count(*) from directive_versions) + (select count(*) from assignments)
    + (select count(*) from city_packs) + (select count(*) from audit_entries) as count`.execute(open.city.db);
  return rows[0]?.count;
};

test('without --yes a pack is shown and nothing is changed', async () => {
  const lines = await steward('packs/los-angeles');
  assert.match(lines[0] ?? '', /recorded for the first time/);
  assert.match(lines.join('\n'), /ED 12: new, version 1/);
  assert.equal(
    lines.at(-1),
    'Nothing was changed. To apply it: steward pack apply packs/los-angeles --city los-angeles --yes',
  );
  assert.equal(await rowCount(), 0);
});

test('a pack that fails on its way leaves nothing behind', async () => {
  const { city, sources } = await readPack('packs/los-angeles');
  assert.ok(city);
  const failing = { ...doors, assignDuties: () => Promise.reject(new Error('planted')) };
  await assert.rejects(
    applyPack({ city: open.city, acting: { actor: null, requestId: null }, pack: { city, sources }, doors: failing }),
    /planted/,
  );
  assert.equal(await rowCount(), 0);
});

test('with --yes it is applied, and applying it again changes nothing at all', async () => {
  const first = await steward('packs/los-angeles', { yes: true });
  assert.match(first.at(-1) ?? '', /^Applied\. Tasks: [1-9]\d* new, 0 changed, 0 withdrawn\./);
  const rows = await rowCount();
  const second = JSON.parse((await steward('packs/los-angeles', { yes: true, json: true })).join('\n'));
  assert.deepEqual(
    [second.profile, second.isApplied, second.duties],
    ['unchanged', true, { made: 0, changed: 0, withdrawn: 0 }],
  );
  assert.equal(await rowCount(), rows);
  assert.equal((await steward('packs/los-angeles')).at(-1), 'Nothing would change.');
});

test('a changed text is shown old beside new before anyone says yes', async () => {
  const { city, sources } = await readPack('packs/los-angeles');
  assert.ok(city);
  const changed = sources.map((source) =>
    source.directive.id === 'ed-17' ? { ...source, directive: { ...source.directive, shortTitle: 'ED 17a' } } : source,
  );
  const plan = await planPack({ city: open.city, pack: { city, sources: changed }, doors });
  assert.equal(isEmptyPlan(plan), false);
  const lines = planLines('Los Angeles', plan).join('\n');
  assert.match(lines, /ED 12: unchanged, version 1/);
  assert.match(lines, /ED 17a: changed, version 2 \([0-9a-f]{12}\), 1 change; every department is asked to confirm it/);
  assert.match(lines, /was: ED 17\n.*now: ED 17a/);
});

test('a broken pack and an unknown city are refused with a reason', async () => {
  await assert.rejects(
    steward('packs/nowhere', { yes: true }),
    (error) => error instanceof CommandRefused && /nothing was changed/.test(error.message),
  );
  await assert.rejects(steward('packs/los-angeles', { city: 'atlantis' }), CommandRefused);
});
