import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clause, Directive, Duty } from '#rules/obligations.ts';
import { changeInWords, diffDirectives } from './directive-diff.ts';
import { directiveVersion } from './directive-pack.ts';

const duty = (id: string, more: Partial<Duty> = {}): Duty => ({
  id,
  title: { en: `Title of ${id}` },
  ask: { en: 'Do it.' },
  holders: { all: true },
  verb: 'order',
  trigger: { kind: 'signing' },
  deadline: { kind: 'calendar_days', days: 14 },
  deliverable: 'plan',
  proof: ['file'],
  proofText: { en: 'The file.' },
  reviewer: { role: 'reviewer', text: { en: 'Office' } },
  publicity: 'public',
  minutes: 10,
  ...more,
});

const clause = (id: string, duties: Duty[], more: Partial<Clause> = {}): Clause => {
  const text = { en: `Text of ${id}`, es: `Texto de ${id}` };
  return {
    id,
    title: { en: id },
    text,
    sources: [],
    textStatus: 'reconstructed',
    legalStatus: 'in_force',
    effects: [],
    duties,
    ...more,
  };
};

const directive = (clauses: Clause[], more: Partial<Directive> = {}): Directive => ({
  id: 'd-1',
  title: { en: 'Directive 1' },
  shortTitle: 'D 1',
  summary: { en: 'Summary' },
  instrument: 'directive',
  issuer: { en: 'Mayor' },
  signedOn: '2025-07-11',
  effectiveOn: '2025-07-11',
  buildsOn: [],
  supersededBy: null,
  legalBasis: [],
  sources: [],
  clauses,
  ...more,
});

const base = directive([clause('D1-1', [duty('plan'), duty('training')]), clause('D1-2', [duty('notice')])]);

/** What the later version is, and the changes as `kind | subject | field | before | after`. */
const cases: [string, Directive, string[]][] = [
  ['nothing', structuredClone(base), []],
  [
    'a number of days',
    directive([
      clause('D1-1', [duty('plan', { deadline: { kind: 'calendar_days', days: 21 } }), duty('training')]),
      clause('D1-2', [duty('notice')]),
    ]),
    ['changed | clause D1-1, duty plan | deadline.days | 14 | 21'],
  ],
  [
    'another kind of deadline',
    directive([
      clause('D1-1', [duty('plan', { deadline: { kind: 'date', on: '2025-08-01' } }), duty('training')]),
      clause('D1-2', [duty('notice')]),
    ]),
    [
      'changed | clause D1-1, duty plan | deadline.kind | calendar_days | date',
      'removed | clause D1-1, duty plan | deadline.days | 14 | -',
      'added | clause D1-1, duty plan | deadline.on | - | 2025-08-01',
    ],
  ],
  ['a new clause', directive([...base.clauses, clause('D1-3', [])]), ['added | clause D1-3 | - | - | D1-3']],
  ['a clause gone', directive(base.clauses.slice(0, 1)), ['removed | clause D1-2 | - | D1-2 | -']],
  [
    'a new duty',
    directive([clause('D1-1', [duty('plan'), duty('training'), duty('liaison')]), clause('D1-2', [duty('notice')])]),
    ['added | clause D1-1, duty liaison | - | - | Title of liaison'],
  ],
  [
    'a duty gone',
    directive([clause('D1-1', [duty('plan')]), clause('D1-2', [duty('notice')])]),
    ['removed | clause D1-1, duty training | - | Title of training | -'],
  ],
  [
    'a text in one language',
    directive([
      clause('D1-1', [duty('plan'), duty('training')], { text: { en: 'Text of D1-1', es: 'Otro texto' } }),
      clause('D1-2', [duty('notice')]),
    ]),
    ['changed | clause D1-1 | text.es | Texto de D1-1 | Otro texto'],
  ],
  [
    'a legal status',
    directive([
      clause('D1-1', [duty('plan'), duty('training')], { legalStatus: 'enjoined' }),
      clause('D1-2', [duty('notice')]),
    ]),
    ['changed | clause D1-1 | legalStatus | in_force | enjoined'],
  ],
  [
    'the head',
    directive([...base.clauses], { effectiveOn: '2025-08-01', supersededBy: 'd-2' }),
    ['changed | directive | effectiveOn | 2025-07-11 | 2025-08-01', 'changed | directive | supersededBy | none | d-2'],
  ],
  [
    'holders',
    directive([
      clause('D1-1', [duty('plan', { holders: { named: ['parks', 'police'] } }), duty('training')]),
      clause('D1-2', [duty('notice')]),
    ]),
    [
      'removed | clause D1-1, duty plan | holders.all | true | -',
      'added | clause D1-1, duty plan | holders.named | - | parks; police',
    ],
  ],
  [
    'a translation inside a list, where words alone would not tell',
    directive([clause('D1-1', [duty('plan'), duty('training')]), clause('D1-2', [duty('notice')])], {
      legalBasis: [{ citation: 'C', note: { en: 'N' }, textStatus: 'verified' }],
    }),
    ['changed | directive | legalBasis | none | citation C, note N, textStatus verified'],
  ],
  [
    'an order of clauses',
    directive([...base.clauses].reverse()),
    ['changed | directive | order of clauses | D1-1, D1-2 | D1-2, D1-1'],
  ],
];

for (const [title, after, expected] of cases) {
  test(`a diff shows ${title}`, () => {
    const changes = diffDirectives(base, after);
    assert.deepEqual(
      changes.map((one) => [one.kind, one.subject, one.field ?? '-', one.before ?? '-', one.after ?? '-'].join(' | ')),
      expected,
    );
    assert.equal(
      changes.length === 0,
      directiveVersion(base) === directiveVersion(after),
      'a version is new exactly when the diff shows something',
    );
    assert.ok(changes.map(changeInWords).every((line) => /^[+~-] /.test(line)));
  });
}

test('a diff shows a change of a translation inside a list, which its English words would hide', () => {
  const withNote = (es: string) =>
    directive([], { legalBasis: [{ citation: 'C', note: { en: 'N', es }, textStatus: 'verified' }] });
  const [change, ...more] = diffDirectives(withNote('uno'), withNote('dos'));
  assert.deepEqual(more, []);
  assert.match(change?.before ?? '', /uno/);
  assert.match(change?.after ?? '', /dos/);
});

test('a version does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(base), { minLength: Object.keys(base).length }), (keys) => {
      const turned = Object.fromEntries(keys.map((key) => [key, base[key as keyof Directive]])) as unknown as Directive;
      assert.equal(directiveVersion(turned), directiveVersion(base));
      assert.deepEqual(diffDirectives(base, turned), []);
    }),
  );
});
