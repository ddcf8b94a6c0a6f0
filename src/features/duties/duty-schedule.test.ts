import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Body, Reach } from '#rules/bodies.ts';
import type { Directive, Duty, Holders } from '#rules/obligations.ts';
import { assignmentsOf, assignmentsOfEvent, type ScheduleCity, scheduleDuties } from './duty-schedule.ts';

const reach: Reach = {
  mayor_led_department: 'order',
  mayor_led_bureau: 'order',
  board_led: 'request',
  proprietary: 'request',
  elected_office: 'urge',
  partner: null,
};
const body = (id: string, kind: Body['kind'], more: Partial<Body> = {}): Body => ({
  id,
  name: { en: id },
  acronym: null,
  kind,
  validFrom: null,
  validTo: null,
  ...more,
});
const city: ScheduleCity = {
  timeZone: 'America/Los_Angeles',
  reach,
  bodies: [
    body('parks', 'mayor_led_department'),
    body('airport', 'proprietary'),
    body('controller', 'elected_office'),
    body('county', 'partner'),
    body('old-bureau', 'mayor_led_bureau', { validTo: '2025-06-30' }),
    body('new-bureau', 'mayor_led_bureau', { validFrom: '2025-08-01' }),
  ],
  calendars: [],
};

const duty = (more: Partial<Duty> = {}): Duty => ({
  id: 'plan',
  title: { en: 'Plan' },
  ask: { en: 'Hand it in.' },
  holders: { all: true },
  verb: 'order',
  trigger: { kind: 'signing' },
  deadline: { kind: 'calendar_days', days: 14 },
  deliverable: 'plan',
  proof: ['file'],
  proofText: { en: 'The plan.' },
  reviewer: { role: 'reviewer', text: { en: 'Office' } },
  publicity: 'public',
  minutes: 10,
  ...more,
});

const directive = (id: string, one: Duty, more: Partial<Directive> = {}): Directive => ({
  id,
  title: { en: id },
  shortTitle: id.toUpperCase(),
  summary: { en: id },
  instrument: 'directive',
  issuer: { en: 'Mayor' },
  signedOn: '2025-07-11',
  effectiveOn: '2025-07-11',
  buildsOn: [],
  supersededBy: null,
  legalBasis: [],
  sources: [],
  clauses: [
    {
      id: `${id}-1`,
      title: { en: id },
      text: { en: id },
      sources: [],
      textStatus: 'reconstructed',
      legalStatus: 'in_force',
      effects: [],
      duties: [one],
    },
  ],
  ...more,
});

const holderCases: [string, Holders, Partial<Duty>, string[]][] = [
  [
    'all bodies that exist on the day, partners never',
    { all: true },
    {},
    ['parks order', 'airport request', 'controller urge'],
  ],
  [
    'a body made before the due day',
    { all: true },
    { deadline: { kind: 'calendar_days', days: 21 } },
    ['parks order', 'airport request', 'controller urge', 'new-bureau order'],
  ],
  ['bodies of a kind', { kinds: ['proprietary'] }, {}, ['airport request']],
  ['bodies by name', { named: ['controller'] }, {}, ['controller urge']],
  ['a partner by name gets nothing', { named: ['county', 'parks'] }, {}, ['parks order']],
  ['minus those excluded', { all: true, excluded: ['airport'] }, {}, ['parks order', 'controller urge']],
  [
    'a clause that only urges is not made stronger',
    { all: true },
    { verb: 'urge' },
    ['parks urge', 'airport urge', 'controller urge'],
  ],
  [
    'a clause that directs is weakened to what the kind allows',
    { all: true },
    { verb: 'direct' },
    ['parks direct', 'airport request', 'controller urge'],
  ],
];

for (const [title, holders, more, expected] of holderCases) {
  test(`a schedule addresses ${title}`, () => {
    const rows = scheduleDuties({
      city,
      directives: [directive('d', duty({ holders, ...more }))],
      from: '2025-07-01',
      to: '2025-09-01',
    });
    assert.deepEqual(
      rows.map((row) => `${row.department} ${row.verbStrength}`),
      expected,
    );
  });
}

test('rows come in order of date, undated ones last and only when asked for', () => {
  const directives = [
    directive('a', duty({ deadline: { kind: 'none_stated' }, holders: { named: ['parks'] } })),
    directive('b', duty({ deadline: { kind: 'calendar_days', days: 20 }, holders: { named: ['parks'] } })),
    directive('c', duty({ holders: { named: ['parks'] } })),
  ];
  const window = { city, directives, from: '2025-07-01', to: '2025-09-01' } as const;
  assert.deepEqual(
    scheduleDuties(window).map((row) => row.directive),
    ['c', 'b'],
  );
  assert.deepEqual(
    scheduleDuties({ ...window, hasUndated: true }).map((row) => row.directive),
    ['c', 'b', 'a'],
  );
});

test('the window is half-open', () => {
  const directives = [directive('d', duty({ holders: { named: ['parks'] } }))];
  assert.equal(scheduleDuties({ city, directives, from: '2025-07-25', to: '2025-07-26' }).length, 1);
  assert.equal(scheduleDuties({ city, directives, from: '2025-07-24', to: '2025-07-25' }).length, 0);
});

test('assignments hold every occurrence up to the horizon, and what has no date once', () => {
  const monthly = duty({
    id: 'report',
    deadline: { kind: 'recurrence', rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1', period: 'month' },
    holders: { named: ['parks', 'airport'], isJoint: true },
  });
  const standing = duty({
    id: 'incident',
    trigger: { kind: 'event', event: 'e', text: { en: 'E' } },
    holders: { named: ['parks'] },
  });
  const all = assignmentsOf({
    city,
    directives: [directive('d', monthly), directive('e', standing)],
    horizon: '2025-10-01',
  });
  assert.deepEqual(
    all.map((one) => `${one.duty} ${one.body} ${one.occurrence} ${one.state}${one.isJoint ? ' joint' : ''}`),
    [
      'report parks 2025-07 dated joint',
      'report airport 2025-07 dated joint',
      'report parks 2025-08 dated joint',
      'report airport 2025-08 dated joint',
      'report parks 2025-09 dated joint',
      'report airport 2025-09 dated joint',
      'incident parks once standing',
    ],
  );
  assert.equal(all[0]?.periodLabel, 'July 2025');
});

test('a recurrence ends where a later directive supersedes its own', () => {
  const monthly = duty({
    deadline: { kind: 'recurrence', rrule: 'FREQ=MONTHLY;BYMONTHDAY=1' },
    holders: { named: ['parks'] },
  });
  const old = directive('d', monthly, { supersededBy: 'e' });
  const successor = directive('e', duty({ holders: { named: ['parks'] } }), {
    signedOn: '2025-09-15',
    effectiveOn: '2025-10-01',
  });
  const all = assignmentsOf({ city, directives: [old, successor], horizon: '2026-01-01' });
  assert.deepEqual(
    all.filter((one) => one.directive === 'd').map((one) => one.dueOn),
    ['2025-08-01', '2025-09-01'],
  );
});

test('an event opens an occurrence under its own key, with a clock of its own', () => {
  const incident = duty({
    trigger: { kind: 'event', event: 'e', text: { en: 'E' } },
    deadline: { kind: 'hours', hours: 24 },
    holders: { named: ['parks'] },
  });
  const one = directive('d', incident);
  const clause = one.clauses[0];
  assert.ok(clause);
  const event = { key: 'incident-7', at: '2025-07-08T01:30:00.000Z' } as const;
  const [opened] = assignmentsOfEvent({ city, directive: one, clause, duty: incident, event, horizon: '2026-01-01' });
  assert.deepEqual(
    [opened?.body, opened?.occurrence, opened?.dueOn, opened?.dueAt],
    ['parks', 'incident-7', '2025-07-08', '2025-07-09T01:30:00.000Z'],
  );
});
