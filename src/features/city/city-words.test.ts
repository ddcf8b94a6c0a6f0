import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { locales } from '#i18n/locales.ts';
import { readCatalog, translator } from '#i18n/translate.ts';
import { auditEvents } from '#rules/audit-events.ts';
import { linkKinds } from '#rules/links.ts';
import { departmentRoles, roles } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { evaluationPeople } from './city-evaluation.ts';
import { readCatalogStates } from './city-languages.ts';

const folder = join(import.meta.dirname, '../../../locales');
const catalog = readCatalog(folder);

for (const { tag } of locales) {
  describe(`words in ${tag}`, () => {
    const t = translator(catalog, tag);
    it('name every role, audit event and kind of record', () => {
      for (const role of roles) assert.ok(t(`city.role.${role}`) && t(`city.role-does.${role}`));
      for (const event of auditEvents) assert.ok(t(`audit.event.${event}`));
      for (const kind of linkKinds) assert.ok(t(`audit.kind.${kind}`));
      for (const act of Object.values(cityActs)) assert.ok(t(`act.${act.id}`));
    });
  });
}

describe('the people of an evaluation', () => {
  const body = (id: string, kind: 'mayor_led_department' | 'board_led' | 'partner') => ({
    id,
    name: { en: id },
    acronym: null,
    kind,
    validFrom: null,
    validTo: null,
  });
  const bodies = [body('library', 'board_led'), body('rap', 'mayor_led_department'), body('county', 'partner')];
  const name = { en: 'A city' };

  it('are one for each role, department roles in the department of parks', () => {
    const people = evaluationPeople({ bodies, practice: null, name });
    assert.deepEqual(
      people.map((one) => one.role),
      [...roles],
    );
    for (const one of people) assert.equal(one.bodyId, departmentRoles.has(one.role) ? 'rap' : null);
    assert.equal(people.find((one) => one.role === 'liaison')?.email, 'liaison.rap@example.org');
  });
  it('in a practice city include a general manager and a liaison of every department, and of no partner', () => {
    const people = evaluationPeople({ bodies, practice: { seed: 1, clock: '2025-08-01' }, name });
    for (const role of ['general_manager', 'liaison']) {
      assert.deepEqual(
        people.filter((one) => one.role === role).map((one) => one.bodyId),
        ['rap', 'library'],
      );
    }
    assert.equal(new Set(people.map((one) => one.email)).size, people.length);
  });
});

describe('the fingerprint of a language', () => {
  it('differs between languages and covers as many sentences as English has', () => {
    const states = readCatalogStates(folder);
    assert.notEqual(states.get('en')?.hash, states.get('es')?.hash);
    assert.equal(states.get('en')?.sentences, states.get('es')?.sentences);
  });
});
