import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { citySchemas } from '#features/city/city-schemas.ts';
import { schemaFiles } from '#features/directives/directive-commands.ts';
import { scheduleDuties } from '#features/duties/duty-schedule.ts';
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import { packCommands, readPack } from './packs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dirOf = (name: string) => join(root, name);

async function run(words: string, positionals: string[], options: Record<string, string | boolean> = {}) {
  const command = packCommands().find((one: Command) => one.words.join(' ') === words);
  assert.ok(command, words);
  const out: string[] = [];
  const warned: string[] = [];
  let error: unknown = null;
  try {
    await command.run({ positionals, options, print: (line) => out.push(line), warn: (line) => warned.push(line) });
  } catch (caught) {
    error = caught;
  }
  return { out, warned, error, json: <T>() => JSON.parse(out.join('\n')) as T };
}

const counts: [string, string[]][] = [
  [
    'packs/los-angeles',
    [
      'is sound: Los Angeles, California',
      '52 bodies: 33 ordered, 11 requested, 4 urged, 4 get nothing',
      '   26 mayor_led_department (ordered)',
      '    7 mayor_led_bureau (ordered)',
      '    8 board_led (requested)',
      '    3 proprietary (requested)',
      '    4 elected_office (urged)',
      '    4 partner (get nothing)',
      '2 directives, 18 clauses, 26 duties',
      'clause texts: 18 reconstructed, 0 verified',
    ],
  ],
  [
    'packs/practice',
    [
      'is sound: Practice City, State of Practice',
      '8 bodies: 6 ordered, 1 requested, 1 urged',
      '    6 mayor_led_department (ordered)',
      '    1 proprietary (requested)',
      '    1 elected_office (urged)',
      '2 directives, 13 clauses, 13 duties',
      'clause texts: 13 reconstructed, 0 verified',
    ],
  ],
];

for (const [name, expected] of counts) {
  test(`pack check ${name} counts its bodies by the reach of the issuer`, async () => {
    const { out, error } = await run('pack check', [dirOf(name)]);
    assert.equal(error, null);
    assert.deepEqual(out.map((line) => line.replace(`${dirOf(name)} `, '')), expected);
  });
}

for (const name of ['packs/los-angeles', 'packs/practice', 'test/packs/minneapolis', 'test/packs/sample-cooperation']) {
  test(`${name} is sound`, async () => {
    const { error, json } = await run('pack check', [dirOf(name)], { json: true });
    assert.equal(error, null);
    assert.equal(json<{ ok: boolean }>().ok, true);
  });
}

type Row = {
  directive: string;
  clause: string;
  duty: string;
  department: string;
  verbStrength: string;
  dueOn: string | null;
  dueAt: string | null;
  legalStatus: string;
  why: { step: string; citation: string }[];
};

test('the plan of ED 12 is due on 25 July 2025 and the inventory of ED 17 on 25 February 2026, each with its reason', async () => {
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], { from: '2025-07-11', to: '2026-02-25', json: true });
  const rows = json<Row[]>();
  const plan = rows.find((row) => row.clause === 'ED12-2' && row.department === 'lapd');
  assert.deepEqual(plan, {
    directive: 'ed-12',
    clause: 'ED12-2',
    duty: 'plan',
    department: 'lapd',
    verbStrength: 'order',
    dueOn: '2025-07-25',
    dueAt: null,
    legalStatus: 'in_force',
    why: [
      { step: 'Signed on Fri 11 July 2025.', citation: 'ED 12, ED12-2' },
      { step: '14 calendar days later is Fri 25 July 2025. Every day counts, weekends and holidays too.', citation: 'ED 12, ED12-2' },
    ],
    occurrence: 'once',
    state: 'dated',
    isJoint: false,
  });
  const inventory = rows.find((row) => row.duty === 'inventory' && row.department === 'rap');
  assert.equal(inventory?.dueOn, '2026-02-25');
  assert.equal(inventory?.verbStrength, 'request');
  assert.deepEqual(inventory?.why.map((step) => step.step), [
    'Signed on Tue 10 February 2026.',
    '15 calendar days later is Wed 25 February 2026. Every day counts, weekends and holidays too.',
  ]);
});

test('both named days are included, and one day alone is a window', async () => {
  const due = async (from: string, to: string) => {
    const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], { from, to, json: true });
    return json<Row[]>().filter((row) => row.duty === 'plan').length;
  };
  assert.equal(await due('2025-07-25', '2025-07-25'), 46);
  assert.equal(await due('2025-07-20', '2025-07-25'), 46);
  assert.equal(await due('2025-07-20', '2025-07-24'), 0);
  assert.equal(await due('2025-07-26', '2025-08-01'), 0);
});

test('partners are never addressed, and the mayor’s own office does not answer to itself', async () => {
  const pack = await readPack(dirOf('packs/los-angeles'));
  assert.ok(pack.city);
  const rows = scheduleDuties({ city: pack.city, directives: pack.directives, from: '2025-01-01', to: '2030-01-01', hasUndated: true });
  const partners = pack.city.bodies.filter((body) => body.kind === 'partner').map((body) => body.id);
  assert.ok(partners.length > 0);
  assert.ok(rows.every((row) => !partners.includes(row.department)));
  const own = new Set(rows.filter((row) => row.department === 'mayors-office').map((row) => row.clause));
  assert.deepEqual([...own].sort(), ['ED12-10', 'ED12-9']);
});

test('an order of the mayor reaches a board as a request and an elected office as an urging', async () => {
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], { from: '2025-07-25', to: '2025-07-25', json: true });
  const verbs = new Map(json<Row[]>().filter((row) => row.duty === 'plan').map((row) => [row.department, row.verbStrength]));
  const of = (id: string) => verbs.get(id);
  assert.deepEqual(['aging', 'boe', 'rap', 'lawa', 'controller', 'lausd'].map(of), ['order', 'order', 'request', 'request', 'urge', undefined]);
});

test('tasks without a date are listed when they are asked for: standing ones, and one that waits for the courts', async () => {
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], { from: '2026-12-01', to: '2026-12-01', undated: true, json: true });
  const rows = json<(Row & { state: string; occurrence: string })[]>();
  const waiting = rows.filter((row) => row.state === 'waiting');
  assert.deepEqual(waiting.map((row) => [row.department, row.clause, row.legalStatus]), [
    ['lapd', 'ED17-7', 'contested'],
    ['police-commission', 'ED17-7', 'contested'],
  ]);
  assert.ok(rows.filter((row) => row.state === 'standing').length > 300);
  assert.deepEqual(rows.filter((row) => row.state === 'dated').map((row) => [row.dueOn, row.occurrence]), [['2026-12-01', '2026-11']]);
});

test('the plain table names day, department, verb and duty', async () => {
  const { out } = await run('duties schedule', [dirOf('packs/practice')], { from: '2025-07-31', to: '2025-07-31' });
  assert.deepEqual(out, [
    'DUE         DEPARTMENT  VERB   DUTY                  PERIOD   LEGAL STATUS',
    '2025-07-31  parks       order  PD2-4/monthly-report  2025-07  in_force',
    '2025-07-31  library     order  PD2-4/monthly-report  2025-07  in_force',
    '2025-07-31  police      order  PD2-4/monthly-report  2025-07  in_force',
  ]);
  assert.deepEqual((await run('duties schedule', [dirOf('packs/practice')], { from: '2024-01-01', to: '2024-01-01' })).out, ['Nothing is due in these days.']);
});

test('Minneapolis: the Park Board is asked and not ordered, and a use is reported at once when it happens', async () => {
  const { json } = await run('duties schedule', [dirOf('test/packs/minneapolis')], { from: '2025-12-01', to: '2025-12-31', undated: true, json: true });
  const rows = json<(Row & { state: string; isJoint: boolean })[]>();
  assert.deepEqual(rows.filter((row) => row.department === 'park-board').map((row) => [row.clause, row.verbStrength]), [['MEO2-5', 'request']]);
  assert.equal(rows.filter((row) => row.duty === 'report-use' && row.state === 'standing').length, 5);
  assert.deepEqual(rows.filter((row) => row.duty === 'barriers').map((row) => row.isJoint), [true, true]);
});

test('the sample that orders cooperation runs on the same rules: working days, a date, every quarter', async () => {
  const { json } = await run('duties schedule', [dirOf('test/packs/sample-cooperation')], { from: '2026-03-01', to: '2026-10-31', json: true });
  const days = new Set(json<(Row & { occurrence: string })[]>().map((row) => `${row.dueOn} ${row.duty} ${row.occurrence}`));
  assert.deepEqual([...days], [
    '2026-03-16 contact once',
    '2026-03-31 training once',
    '2026-07-15 quarterly-report 2026-Q2',
    '2026-10-15 quarterly-report 2026-Q3',
  ]);
});

test('duties schedule refuses words that are no days, an upside-down window, and a pack with faults', async (context) => {
  const dir = dirOf('packs/practice');
  assert.ok((await run('duties schedule', [dir], { from: 'July', to: '2025-07-31' })).error instanceof CommandUsage);
  assert.ok((await run('duties schedule', [dir], { from: '2025-07-01' })).error instanceof CommandUsage);
  assert.ok((await run('duties schedule', [dir], { from: '2025-08-01', to: '2025-07-31' })).error instanceof CommandUsage);
  assert.ok((await run('duties schedule', [], { from: '2025-07-01', to: '2025-07-31' })).error instanceof CommandUsage);
  const copy = await copyOf(context, 'packs/practice');
  await writeFile(join(copy, 'city.yaml'), 'id: [');
  const { error, warned } = await run('duties schedule', [copy], { from: '2025-07-01', to: '2025-07-31' });
  assert.ok(error instanceof CommandRefused);
  assert.match(warned[0] ?? '', /city\.yaml:1:\d+: this is not sound YAML/);
});

/** File, what is replaced (once), by what, then `file:line:column: what is wrong` as a pattern. */
const faults: [string, string, string, string, RegExp][] = [
  ['an unknown key', 'city.yaml', 'time_zone:', 'timezone:', /city\.yaml:7:1: "timezone" is not known here, right would be "time_zone"/],
  ['a missing key', 'city.yaml', 'practice: {', 'duties_tracked: {', /city\.yaml:\d+:1: "practice" is missing, right would be null for a real city/],
  ['an unknown zone', 'city.yaml', 'America/Los_Angeles', 'America/Springfield', /city\.yaml:7:12: the time zone is not known, right would be an IANA name/],
  ['a zone that is an abbreviation', 'city.yaml', 'America/Los_Angeles', 'PST', /city\.yaml:7:12: the time zone is not known/],
  ['a district twice', 'city.yaml', 'id: south', 'id: north', /city\.yaml:\d+:11: the id north stands twice, right would be an id of its own/],
  ['a partner that is addressed', 'city.yaml', 'partner: null', 'partner: urge', /city\.yaml:\d+:12: a partner is addressed/],
  ['English left out', 'city.yaml', 'interface: [en, es]', 'interface: [es]', /city\.yaml:9:14: en is not among the interface languages/],
  ['a body twice', 'bodies.yaml', 'id: library', 'id: parks', /bodies\.yaml:7:11: the id parks stands twice/],
  ['an unknown kind', 'bodies.yaml', 'kind: proprietary', 'kind: airport', /bodies\.yaml:\d+:26: "airport" does not fit "kind", right would be the kind of body: one of mayor_led_department/],
  ['a body that ends before it begins', 'bodies.yaml', 'id: library,', 'id: library, valid_from: 2025-01-01, valid_to: 2024-01-01,', /bodies\.yaml:7:\d+: library ends before it begins/],
  ['a name without Spanish', 'bodies.yaml', ', es: Departamento de Bibliotecas', '', /bodies\.yaml:7:\d+: this text has no "es"/],
  ['a month of 31 days that has 30', 'holidays.yaml', 'month: 7, day: 4', 'month: 6, day: 31', /holidays\.yaml:\d+:\d+: month 6 has no day 31, right would be a day from 1 to 30/],
  ['a thirteenth month', 'holidays.yaml', 'month: 7, day: 4', 'month: 13, day: 4', /holidays\.yaml:\d+:\d+: 13 does not fit "month", right would be a whole number from 1 to 12/],
  ['a zeroth Monday', 'holidays.yaml', 'nth: 3', 'nth: 0', /holidays\.yaml:\d+:\d+: nth is 0/],
  ['a holiday twice', 'holidays.yaml', 'id: labor-day', 'id: memorial-day', /holidays\.yaml:\d+:13: the id memorial-day stands twice/],
  ['a holiday that ends before it begins', 'holidays.yaml', 'valid_from: 2022', 'valid_from: 2022\n        valid_to: 2020', /holidays\.yaml:\d+:19: juneteenth ends before it begins/],
  ['a directive without a title', 'directives/pd-1.yaml', 'title: { en: Practice Directive 1, es: Directiva de Práctica 1 }\n', '', /pd-1\.yaml:3:1: "title" is missing/],
  ['an unknown holder', 'directives/pd-1.yaml', 'excluded: [library,', 'excluded: [librery,', /pd-1\.yaml:\d+:\d+: there is no body librery, right would be library/],
  ['a partner that holds a duty', 'directives/pd-1.yaml', 'named: [police]', 'named: [county]', /pd-1\.yaml:\d+:\d+: the issuer’s reach ends before county \(partner\)/],
  ['nobody who holds a duty', 'directives/pd-1.yaml', 'holders: { all: true }', 'holders: { is_joint: false }', /pd-1\.yaml:\d+:18: nobody holds this duty, right would be all: true, or kinds, or named/],
  ['holders that select nobody', 'directives/pd-1.yaml', 'kinds: [mayor_led_department, proprietary]', 'kinds: [board_led]', /pd-1\.yaml:\d+:18: these holders are no body of the city/],
  ['an unknown calendar', 'directives/pd-1.yaml', 'calendar: city', 'calendar: town', /pd-1\.yaml:\d+:\d+: there is no calendar town, right would be one of city/],
  ['a duty without proof', 'directives/pd-1.yaml', 'proof: [signed_statement, file]', 'proof: []', /pd-1\.yaml:\d+:16: an empty list does not fit "proof", right would be a list of at least one kind of proof/],
  ['an unknown proof', 'directives/pd-1.yaml', 'proof: [signed_statement, file]', 'proof: [oath]', /pd-1\.yaml:\d+:17: "oath" does not fit place 1 of the list, right would be a kind of proof: one of signed_statement/],
  ['a clause without a source', 'directives/pd-1.yaml', 'sources: [{ source: practice-text }]', 'sources: []', /pd-1\.yaml:\d+:14: an empty list does not fit "sources", right would be a list of at least one source/],
  ['an unknown source', 'directives/pd-1.yaml', 'sources: [{ source: practice-text }]', 'sources: [{ source: practice-test }]', /pd-1\.yaml:\d+:25: there is no source practice-test, right would be practice-text/],
  ['a clause without a text status', 'directives/pd-1.yaml', '    text_status: reconstructed\n    legal_status: in_force', '    legal_status: in_force', /pd-1\.yaml:\d+:5: "text_status" is missing, right would be whether a person compared it with the official text: one of reconstructed, verified/],
  ['a text called verified that nobody compared', 'directives/pd-1.yaml', '    text_status: reconstructed\n    legal_status: in_force', '    text_status: verified\n    legal_status: in_force', /pd-1\.yaml:\d+:18: PD1-1 is called verified, but none of its sources is/],
  ['a contested clause without a reason', 'directives/pd-1.yaml', 'legal_status: in_force', 'legal_status: enjoined', /pd-1\.yaml:\d+:19: PD1-1 is enjoined without a reason/],
  ['a clause without Spanish', 'directives/pd-1.yaml', "{ en: Comply with the city's ordinance, es: Cumplir la ordenanza de la ciudad }", "{ en: Comply with the city's ordinance }", /pd-1\.yaml:\d+:12: this text has no "es", right would be the text in each interface language of the city: en, es/],
  ['a clause twice', 'directives/pd-2.yaml', 'id: PD2-1', 'id: PD1-1', /pd-2\.yaml:\d+:9: the clause PD1-1 stands twice, before in pd-1/],
  ['a directive twice', 'directives/pd-2.yaml', 'id: pd-2', 'id: pd-1', /pd-2\.yaml:3:5: the id pd-1 stands twice/],
  ['a directive that builds on nothing', 'directives/pd-2.yaml', 'builds_on: [pd-1]', 'builds_on: [pd-9]', /pd-2\.yaml:\d+:13: there is no directive pd-9, right would be pd-1/],
  ['a directive that builds on a later one', 'directives/pd-2.yaml', 'signed_on: 2025-07-18', 'signed_on: 2025-07-01', /pd-2\.yaml:\d+:13: pd-1 was signed later than pd-2/],
  ['a successor that is not there', 'directives/pd-2.yaml', 'superseded_by: null', 'superseded_by: pd-3', /pd-2\.yaml:\d+:16: there is no directive pd-3/],
  ['an effect on an unknown directive', 'directives/pd-2.yaml', 'directive: pd-1', 'directive: pd-9', /pd-2\.yaml:\d+:20: there is no directive pd-9/],
  ['an effect on an unknown clause', 'directives/pd-2.yaml', 'clause: PD1-1', 'clause: PD1-99', /pd-2\.yaml:\d+:17: there is no clause PD1-99/],
  ['an effect on what it does not build on', 'directives/pd-2.yaml', 'builds_on: [pd-1]', 'builds_on: []', /pd-2\.yaml:\d+:20: pd-2 does not build on pd-1/],
  ['in force before it was signed', 'directives/pd-2.yaml', 'effective_on: 2025-07-18', 'effective_on: 2025-07-08', /pd-2\.yaml:\d+:15: it is in force before it was signed, right would be a day from 2025-07-18/],
  ['due before it was signed', 'directives/pd-1.yaml', 'on: 2025-08-08', 'on: 2024-08-08', /pd-1\.yaml:\d+:37: it is due before it was signed/],
  ['a day that does not exist', 'directives/pd-1.yaml', 'on: 2025-08-08', 'on: 2025-08-32', /pd-1\.yaml:\d+:37: "2025-08-32" does not fit "on", right would be a real day/],
  ['a rule that cannot be followed', 'directives/pd-2.yaml', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=MONTLY', /pd-2\.yaml:\d+:\d+: the rule cannot be followed \(FREQ is MONTLY\), right would be an RFC 5545 rule/],
  ['a rule that reports twice on a month', 'directives/pd-2.yaml', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=WEEKLY;BYDAY=MO', /pd-2\.yaml:\d+:\d+: two days of the rule report on 2025-\d\d/],
  ['a rule without days', 'directives/pd-2.yaml', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /pd-2\.yaml:\d+:\d+: the rule gives no day within five years/],
  ['a deadline of no known kind', 'directives/pd-1.yaml', 'deadline: { kind: hours, hours: 24 }', 'deadline: { kind: minutes, minutes: 9 }', /pd-1\.yaml:\d+:27: "minutes" does not fit "kind", right would be one of calendar_days, working_days, hours, at_once, date, recurrence, none_stated/],
  ['minutes that are none', 'directives/pd-1.yaml', 'minutes: 10', 'minutes: soon', /pd-1\.yaml:\d+:18: "soon" does not fit "minutes", right would be a fair guess of the minutes/],
  ['an address that is none', 'directives/pd-1.yaml', 'url: null', 'url: city.gov', /pd-1\.yaml:\d+:\d+: "city\.gov" does not fit "url"/],
];

async function copyOf(context: TestContext, pack: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'steward-pack-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  await cp(dirOf(pack), dir, { recursive: true });
  return dir;
}

for (const [title, name, from, to, expected] of faults) {
  test(`pack check shows file, line and column, what is wrong and what would be right: ${title}`, async (context) => {
    const dir = await copyOf(context, 'packs/practice');
    if (to.includes('county')) {
      const bodies = await readFile(join(dir, 'bodies.yaml'), 'utf8');
      await writeFile(join(dir, 'bodies.yaml'), `${bodies}  - { id: county, kind: partner, acronym: null, name: { en: County, es: Condado } }\n`);
    }
    const text = await readFile(join(dir, name), 'utf8');
    assert.ok(text.includes(from), `${name} holds ${from}`);
    await writeFile(join(dir, name), text.replace(from, () => to));
    const { out, error } = await run('pack check', [dir]);
    assert.ok(error instanceof CommandRefused);
    assert.match(out.join('\n'), expected);
    assert.ok(out.every((line) => /^\S+\.yaml:\d+:\d+: .+, right would be .+$/.test(line)), out.join('\n'));
  });
}

test('pack check shows a duty that stands twice in its clause', async (context) => {
  const dir = await copyOf(context, 'packs/los-angeles');
  const path = join(dir, 'directives/ed-12.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replace('id: plan-review', 'id: plan'));
  const { out, error } = await run('pack check', [dir]);
  assert.ok(error instanceof CommandRefused);
  assert.equal(out.length, 1);
  assert.match(out[0] ?? '', /ed-12\.yaml:\d+:13: the id plan stands twice, right would be an id of its own/);
});

test('pack check prints faults as JSON, and says a missing folder in words', async (context) => {
  const copy = await copyOf(context, 'packs/practice');
  await writeFile(join(copy, 'bodies.yaml'), 'bodies: []\n');
  const { json, error } = await run('pack check', [copy], { json: true });
  assert.ok(error instanceof CommandRefused);
  const { ok, faults: found } = json<{ ok: boolean; faults: { file: string; line: number; column: number; wrong: string; right: string }[] }>();
  assert.equal(ok, false);
  assert.deepEqual(found.map((fault) => Object.keys(fault).sort()), found.map(() => ['column', 'file', 'line', 'right', 'wrong']));
  const missing = await run('pack check', [join(copy, 'nowhere')]);
  assert.match(missing.out.join('\n'), /city\.yaml:1:1: the file is missing/);
  assert.match(missing.out.join('\n'), /directives:1:1: the pack has no directive/);
});

test('directive diff names what changed, old and new, and two equal files have one version', async (context) => {
  const dir = await copyOf(context, 'packs/los-angeles');
  const old = dirOf('packs/los-angeles/directives/ed-12.yaml');
  const changed = join(dir, 'directives/ed-12.yaml');
  const text = await readFile(old, 'utf8');
  await writeFile(changed, `# A comment changes nothing.\n${text}`);
  assert.match((await run('directive diff', [old, changed])).out.join('\n'), /^No change: both are version [0-9a-f]{12}$/);
  await writeFile(changed, text.replace('deadline: { kind: calendar_days, days: 14 }', 'deadline: { kind: calendar_days, days: 21 }'));
  const { out } = await run('directive diff', [old, changed]);
  assert.match(out[0] ?? '', /^[0-9a-f]{12} -> [0-9a-f]{12}: 1 change$/);
  assert.match(out[1] ?? '', /^~ clause ED12-2, duty plan: deadline\.days was: 14\n +now: 21$/);
  const { json } = await run('directive diff', [old, changed], { json: true });
  assert.deepEqual(json<{ changes: unknown[] }>().changes, [
    { kind: 'changed', subject: 'clause ED12-2, duty plan', field: 'deadline.days', before: '14', after: '21' },
  ]);
  assert.ok((await run('directive diff', [old, join(dir, 'none.yaml')])).error instanceof CommandRefused);
  assert.ok((await run('directive diff', [old])).error instanceof CommandUsage);
});

test('the published schemas are current', async () => {
  const files = schemaFiles(citySchemas);
  assert.deepEqual((await readdir(dirOf('schemas'))).sort(), Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) {
    assert.equal(await readFile(join(dirOf('schemas'), name), 'utf8'), text, `run: npm run -s steward -- pack schemas (${name})`);
  }
});

test('packs are read, checked and scheduled without a database', async () => {
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = await readFile(path, 'utf8');
    for (const [, target = ''] of text.matchAll(/from '([#.][^']+)'/g)) {
      await visit(target.startsWith('#') ? join(root, 'src', target.slice(1)) : join(path, '..', target));
    }
    assert.doesNotMatch(text, /from '(pg|kysely|pg-boss)'/, path);
  };
  await visit(join(root, 'src/start/packs.ts'));
  assert.ok(seen.size > 15);
  assert.ok([...seen].every((path) => !/database\.ts$|-store\.ts$/.test(path)));
});
