import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Directive } from '#rules/obligations.ts';
import { aBody } from '#test/fake-page.ts';
import { effectOf, effectPairs } from './directive-effects.ts';
import { conditionsIn, directiveHolders, withConditions } from './directive-holders.ts';
import { readDirectives } from './directive-pack.ts';
import { isVerifiedSource, textStateOf } from './directive-terms.ts';

const { directives: read } = await readDirectives('packs/los-angeles');
const directives = read.map((one) => one.directive);
const byId = (id: string) => directives.find((one) => one.id === id) as Directive;
const reach = {
  mayor_led_department: 'order',
  mayor_led_bureau: 'order',
  board_led: 'request',
  proprietary: 'request',
  elected_office: 'urge',
  partner: null,
} as const;
const bodies = [
  aBody({ id: 'rap' }),
  aBody({ id: 'lapd' }),
  aBody({ id: 'lawa', kind: 'proprietary' }),
  aBody({ id: 'aclu', kind: 'partner' }),
];
const city = { bodies, reach };

test('a later directive stands beside the earlier one it builds on, never the other way round', () => {
  const pairs = effectPairs(directives).map(({ earlier, later }) => [earlier.id, later.id]);
  assert.deepEqual(pairs, [['ed-12', 'ed-17']]);
});

test('the effect of ED 17 on ED 12 names what is added and changed, what is left alone and what is new', () => {
  const effect = effectOf({ earlier: byId('ed-12'), later: byId('ed-17') }, city, '2026-03-01');
  assert.equal(effect.rows.length, byId('ed-12').clauses.length);
  const row = (id: string) => effect.rows.find((one) => one.clause.id === id);
  assert.deepEqual(
    row('ED12-2')?.effects.map((one) => [one.kind, one.by.id]),
    [['changes', 'ED17-2']],
  );
  assert.deepEqual(
    row('ED12-1')?.effects.map((one) => [one.kind, one.by.id]),
    [['adds', 'ED17-1']],
  );
  assert.deepEqual(row('ED12-10')?.effects, []);
  assert.deepEqual(
    effect.newClauses.map((clause) => clause.id),
    ['ED17-4', 'ED17-7', 'ED17-8'],
  );
  const { untouched, ...counts } = effect.counts;
  assert.equal(untouched, effect.rows.filter((one) => one.effects.length === 0).length);
  assert.equal(
    counts.adds + counts.changes + counts.supersedes + counts.reaffirms,
    effect.rows.flatMap((one) => one.effects).length,
  );
});

test('only a changed or superseded clause is confirmed again, by those who hold it, and never by a partner', () => {
  const effect = effectOf({ earlier: byId('ed-12'), later: byId('ed-17') }, city, '2026-03-01');
  assert.deepEqual(
    effect.rows.filter((one) => one.mustConfirmAgain).map((one) => one.clause.id),
    ['ED12-2'],
  );
  assert.deepEqual(
    effect.confirmAgain.map((holder) => [holder.body.id, holder.verbStrength]),
    [
      ['rap', 'order'],
      ['lapd', 'order'],
      ['lawa', 'request'],
    ],
  );
});

test('the holders of a directive are the bodies with a duty of it, each once', () => {
  assert.deepEqual(
    directiveHolders(byId('ed-17'), city, '2026-03-01').map((holder) => holder.body.id),
    ['rap', 'lapd', 'lawa'],
  );
});

test('a recorded condition sets its day on the duties that wait for it and on no other', () => {
  const awaited = conditionsIn(directives);
  assert.deepEqual(
    awaited.map((one) => [one.conditionId, one.clauseId, one.metOn]),
    [['sb-627-sb-805-resolved', 'ED17-7', null]],
  );
  const met = withConditions(byId('ed-17'), [{ conditionId: 'sb-627-sb-805-resolved', metOn: '2026-05-04' }]);
  assert.equal(conditionsIn([met])[0]?.metOn, '2026-05-04');
  assert.equal(withConditions(byId('ed-12'), []), byId('ed-12'));
});

test('a text counts as verified only when every clause is, and a secondary source never', () => {
  assert.equal(textStateOf(byId('ed-12').clauses), 'reconstructed');
  assert.equal(textStateOf([{ textStatus: 'verified' }, { textStatus: 'reconstructed' }]), 'partly');
  assert.equal(textStateOf([{ textStatus: 'verified' }]), 'verified');
  assert.equal(isVerifiedSource({ kind: 'secondary', isVerified: true }), false);
  assert.equal(isVerifiedSource({ kind: 'official', isVerified: true }), true);
});
