import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { locales, localeOf } from './locales.ts';
import { createFormats, readCatalog, translator } from './translate.ts';

const project = join(import.meta.dirname, '..', '..', 'locales');

/** A catalog of one file in each language. */
async function catalogOf(english: Record<string, string>, more: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'steward-locales-'));
  try {
    for (const { tag } of locales) {
      await mkdir(join(folder, tag));
      await writeFile(join(folder, tag, 'task.json'), JSON.stringify(english));
      if (Object.keys(more).length > 0) await writeFile(join(folder, tag, 'more.json'), JSON.stringify(more));
    }
    return readCatalog(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('sentences', () => {
  it('of every language of the project can be read, and both languages have the same keys', () => {
    const catalog = readCatalog(project);
    const keys = locales.map(({ tag }) => [...(catalog.get(tag)?.keys() ?? [])].sort());
    assert.ok((keys[0]?.length ?? 0) > 100);
    for (const other of keys) assert.deepEqual(other, keys[0]);
  });

  it('fill in names and numbers, and choose by number', async () => {
    const catalog = await catalogOf({
      'task.due.in': '.input {$days :integer} .match $days one {{due in {$days} day}} * {{due in {$days} days}}',
      'task.of.body': 'Task of {$body}',
      'task.plain': 'Hand in',
    });
    const t = translator(catalog, 'en');
    assert.equal(t('task.due.in', { days: 1 }), 'due in 1 day');
    assert.equal(t('task.due.in', { days: 3 }), 'due in 3 days');
    assert.equal(t('task.of.body', { body: '{$x} <b>' }), 'Task of {$x} <b>');
    assert.equal(t('task.plain'), 'Hand in');
  });

  it('are never guessed: a missing key, a missing value or a missing language throws', async () => {
    const catalog = await catalogOf({ 'task.of.body': 'Task of {$body}' });
    assert.throws(() => translator(catalog, 'en')('task.missing'), /task\.missing in en/);
    assert.throws(() => translator(catalog, 'en')('task.of.body'), /task\.of\.body/);
    assert.throws(() => translator(catalog, 'fr'), /fr/);
  });

  it('that cannot be read are refused with file and key, and so is a key that stands twice', async () => {
    await assert.rejects(catalogOf({ 'task.bad': 'Task of {$body' }), /task\.json: task\.bad/);
    await assert.rejects(catalogOf({ 'task.one': 'a' }, { 'task.one': 'b' }), /task\.one stands twice/);
  });
});

describe('formats', () => {
  const of = (tag: string) => {
    const locale = localeOf(tag);
    assert.ok(locale);
    return createFormats(locale, 'America/Los_Angeles');
  };
  const cases = [
    ['a day', of('en').date('2025-07-25'), 'Fri 25 July 2025'],
    ['a day in Spanish', of('es').date('2025-07-25'), 'vie 25 de julio de 2025'],
    ['a short day', of('en').shortDate('2025-07-25'), '25 Jul'],
    ['a moment in the city’s own time', of('en').instant('2025-07-26T06:59:00.000Z'), '25 Jul 2025, 23:59'],
    ['a number', of('en').number(12_345), '12,345'],
    ['a number in Spanish', of('es').number(12_345), '12.345'],
    ['a past day', of('en').daysFrom('2025-07-25', '2025-07-22'), '3 days ago'],
    ['a coming day across a change of the clocks', of('en').daysFrom('2026-03-07', '2026-03-09'), 'in 2 days'],
    ['today', of('en').daysFrom('2025-07-25', '2025-07-25'), 'today'],
    ['tomorrow in Spanish', of('es').daysFrom('2025-07-25', '2025-07-26'), 'mañana'],
    ['a list', of('en').list(['plan', 'roster', 'report']), 'plan, roster, and report'],
    ['a list in Spanish', of('es').list(['plan', 'informe']), 'plan e informe'],
  ] as const;
  for (const [what, made, expected] of cases) it(`write ${what}`, () => assert.equal(made, expected));
});
