/** Data table: one broken copy of a pack for each fault that `pack check` knows. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommandRefused } from '#platform/command.ts';
import { copyOf, run } from '#test/pack-commands.ts';

/** File, what is replaced (once), by what, then `file:line:column: what is wrong` as a pattern. */
const faults: [string, string, string, string, RegExp][] = [
  [
    'an unknown key',
    'city.yaml',
    'time_zone:',
    'timezone:',
    /city\.yaml:7:1: "timezone" is not known here, right would be "time_zone"/,
  ],
  [
    'a missing key',
    'city.yaml',
    'practice: {',
    'duties_tracked: {',
    /city\.yaml:\d+:1: "practice" is missing, right would be null for a real city/,
  ],
  [
    'an unknown zone',
    'city.yaml',
    'America/Los_Angeles',
    'America/Springfield',
    /city\.yaml:7:12: the time zone is not known, right would be an IANA name/,
  ],
  [
    'a zone that is an abbreviation',
    'city.yaml',
    'America/Los_Angeles',
    'PST',
    /city\.yaml:7:12: the time zone is not known/,
  ],
  [
    'a district twice',
    'city.yaml',
    'id: south',
    'id: north',
    /city\.yaml:\d+:11: the id north stands twice, right would be an id of its own/,
  ],
  [
    'a partner that is addressed',
    'city.yaml',
    'partner: null',
    'partner: urge',
    /city\.yaml:\d+:12: a partner is addressed/,
  ],
  [
    'English left out',
    'city.yaml',
    'interface: [en, es]',
    'interface: [es]',
    /city\.yaml:9:14: en is not among the interface languages/,
  ],
  ['a body twice', 'bodies.yaml', 'id: library', 'id: parks', /bodies\.yaml:7:11: the id parks stands twice/],
  [
    'a kind of record that nobody knows',
    'records.yaml',
    'classes: [city.mail]',
    'classes: [city.letter]',
    /records\.yaml:\d+:\d+: there is no class of records city\.letter, right would be one of directives\.version/,
  ],
  [
    'an event that a kind of record does not know',
    'records.yaml',
    'after: closed',
    'after: replaced',
    /records\.yaml:\d+:12: duties\.assignment knows no event "replaced", right would be one of closed/,
  ],
  [
    'a calendar that is not there for the answer clock',
    'records.yaml',
    'calendar: city',
    'calendar: town',
    /records\.yaml:\d+:13: there is no calendar town, right would be one of city/,
  ],
  [
    'an unknown kind',
    'bodies.yaml',
    'kind: proprietary',
    'kind: airport',
    /bodies\.yaml:\d+:26: "airport" does not fit "kind", right would be the kind of body: one of mayor_led_department/,
  ],
  [
    'a body that ends before it begins',
    'bodies.yaml',
    'id: library,',
    'id: library, valid_from: 2025-01-01, valid_to: 2024-01-01,',
    /bodies\.yaml:7:\d+: library ends before it begins/,
  ],
  [
    'a name without Spanish',
    'bodies.yaml',
    ', es: Departamento de Bibliotecas',
    '',
    /bodies\.yaml:7:\d+: this text has no "es"/,
  ],
  [
    'a month of 31 days that has 30',
    'holidays.yaml',
    'month: 7, day: 4',
    'month: 6, day: 31',
    /holidays\.yaml:\d+:\d+: month 6 has no day 31, right would be a day from 1 to 30/,
  ],
  [
    'a thirteenth month',
    'holidays.yaml',
    'month: 7, day: 4',
    'month: 13, day: 4',
    /holidays\.yaml:\d+:\d+: 13 does not fit "month", right would be a whole number from 1 to 12/,
  ],
  ['a zeroth Monday', 'holidays.yaml', 'nth: 3', 'nth: 0', /holidays\.yaml:\d+:\d+: nth is 0/],
  [
    'a holiday twice',
    'holidays.yaml',
    'id: labor-day',
    'id: memorial-day',
    /holidays\.yaml:\d+:13: the id memorial-day stands twice/,
  ],
  [
    'a holiday that ends before it begins',
    'holidays.yaml',
    'valid_from: 2022',
    'valid_from: 2022\n        valid_to: 2020',
    /holidays\.yaml:\d+:19: juneteenth ends before it begins/,
  ],
  [
    'a directive without a title',
    'directives/pd-1.yaml',
    'title: { en: Practice Directive 1, es: Directiva de Práctica 1 }\n',
    '',
    /pd-1\.yaml:3:1: "title" is missing/,
  ],
  [
    'an unknown holder',
    'directives/pd-1.yaml',
    'excluded: [library,',
    'excluded: [librery,',
    /pd-1\.yaml:\d+:\d+: there is no body librery, right would be library/,
  ],
  [
    'a partner that holds a duty',
    'directives/pd-1.yaml',
    'named: [police]',
    'named: [county]',
    /pd-1\.yaml:\d+:\d+: the issuer’s reach ends before county \(partner\)/,
  ],
  [
    'nobody who holds a duty',
    'directives/pd-1.yaml',
    'holders: { all: true }',
    'holders: { is_joint: false }',
    /pd-1\.yaml:\d+:18: nobody holds this duty, right would be all: true, or kinds, or named/,
  ],
  [
    'holders that select nobody',
    'directives/pd-1.yaml',
    'kinds: [mayor_led_department, proprietary]',
    'kinds: [board_led]',
    /pd-1\.yaml:\d+:18: these holders are no body of the city/,
  ],
  [
    'an unknown calendar',
    'directives/pd-1.yaml',
    'calendar: city',
    'calendar: town',
    /pd-1\.yaml:\d+:\d+: there is no calendar town, right would be one of city/,
  ],
  [
    'a duty without proof',
    'directives/pd-1.yaml',
    'proof: [signed_statement, file]',
    'proof: []',
    /pd-1\.yaml:\d+:16: an empty list does not fit "proof", right would be a list of at least one kind of proof/,
  ],
  [
    'an unknown proof',
    'directives/pd-1.yaml',
    'proof: [signed_statement, file]',
    'proof: [oath]',
    /pd-1\.yaml:\d+:17: "oath" does not fit place 1 of the list, right would be a kind of proof: one of signed_statement/,
  ],
  [
    'a clause without a source',
    'directives/pd-1.yaml',
    'sources: [{ source: practice-text }]',
    'sources: []',
    /pd-1\.yaml:\d+:14: an empty list does not fit "sources", right would be a list of at least one source/,
  ],
  [
    'an unknown source',
    'directives/pd-1.yaml',
    'sources: [{ source: practice-text }]',
    'sources: [{ source: practice-test }]',
    /pd-1\.yaml:\d+:25: there is no source practice-test, right would be practice-text/,
  ],
  [
    'a clause without a text status',
    'directives/pd-1.yaml',
    '    text_status: reconstructed\n    legal_status: in_force',
    '    legal_status: in_force',
    /pd-1\.yaml:\d+:5: "text_status" is missing, right would be whether a person compared it with the official text: one of reconstructed, verified/,
  ],
  [
    'a text called verified that nobody compared',
    'directives/pd-1.yaml',
    '    text_status: reconstructed\n    legal_status: in_force',
    '    text_status: verified\n    legal_status: in_force',
    /pd-1\.yaml:\d+:18: PD1-1 is called verified, but none of its sources is/,
  ],
  [
    'a contested clause without a reason',
    'directives/pd-1.yaml',
    'legal_status: in_force',
    'legal_status: enjoined',
    /pd-1\.yaml:\d+:19: PD1-1 is enjoined without a reason/,
  ],
  [
    'a clause without Spanish',
    'directives/pd-1.yaml',
    "{ en: Comply with the city's ordinance, es: Cumplir la ordenanza de la ciudad }",
    "{ en: Comply with the city's ordinance }",
    /pd-1\.yaml:\d+:12: this text has no "es", right would be the text in each interface language of the city: en, es/,
  ],
  [
    'a clause twice',
    'directives/pd-2.yaml',
    'id: PD2-1',
    'id: PD1-1',
    /pd-2\.yaml:\d+:9: the clause PD1-1 stands twice, before in pd-1/,
  ],
  ['a directive twice', 'directives/pd-2.yaml', 'id: pd-2', 'id: pd-1', /pd-2\.yaml:3:5: the id pd-1 stands twice/],
  [
    'a directive that builds on nothing',
    'directives/pd-2.yaml',
    'builds_on: [pd-1]',
    'builds_on: [pd-9]',
    /pd-2\.yaml:\d+:13: there is no directive pd-9, right would be pd-1/,
  ],
  [
    'a directive that builds on a later one',
    'directives/pd-2.yaml',
    'signed_on: 2025-07-18',
    'signed_on: 2025-07-01',
    /pd-2\.yaml:\d+:13: pd-1 was signed later than pd-2/,
  ],
  [
    'a successor that is not there',
    'directives/pd-2.yaml',
    'superseded_by: null',
    'superseded_by: pd-3',
    /pd-2\.yaml:\d+:16: there is no directive pd-3/,
  ],
  [
    'an effect on an unknown directive',
    'directives/pd-2.yaml',
    'directive: pd-1',
    'directive: pd-9',
    /pd-2\.yaml:\d+:20: there is no directive pd-9/,
  ],
  [
    'an effect on an unknown clause',
    'directives/pd-2.yaml',
    'clause: PD1-1',
    'clause: PD1-99',
    /pd-2\.yaml:\d+:17: there is no clause PD1-99/,
  ],
  [
    'an effect on what it does not build on',
    'directives/pd-2.yaml',
    'builds_on: [pd-1]',
    'builds_on: []',
    /pd-2\.yaml:\d+:20: pd-2 does not build on pd-1/,
  ],
  [
    'in force before it was signed',
    'directives/pd-2.yaml',
    'effective_on: 2025-07-18',
    'effective_on: 2025-07-08',
    /pd-2\.yaml:\d+:15: it is in force before it was signed, right would be a day from 2025-07-18/,
  ],
  [
    'due before it was signed',
    'directives/pd-1.yaml',
    'on: 2025-08-08',
    'on: 2024-08-08',
    /pd-1\.yaml:\d+:37: it is due before it was signed/,
  ],
  [
    'a day that does not exist',
    'directives/pd-1.yaml',
    'on: 2025-08-08',
    'on: 2025-08-32',
    /pd-1\.yaml:\d+:37: "2025-08-32" does not fit "on", right would be a real day/,
  ],
  [
    'a rule that cannot be followed',
    'directives/pd-2.yaml',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=MONTLY',
    /pd-2\.yaml:\d+:\d+: the rule cannot be followed \(FREQ is MONTLY\), right would be an RFC 5545 rule/,
  ],
  [
    'a rule that reports twice on a month',
    'directives/pd-2.yaml',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=WEEKLY;BYDAY=MO',
    /pd-2\.yaml:\d+:\d+: two days of the rule report on 2025-\d\d/,
  ],
  [
    'a rule without days',
    'directives/pd-2.yaml',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    /pd-2\.yaml:\d+:\d+: the rule gives no day within five years/,
  ],
  [
    'a deadline of no known kind',
    'directives/pd-1.yaml',
    'deadline: { kind: hours, hours: 24 }',
    'deadline: { kind: minutes, minutes: 9 }',
    /pd-1\.yaml:\d+:27: "minutes" does not fit "kind", right would be one of calendar_days, working_days, hours, at_once, date, recurrence, none_stated/,
  ],
  [
    'minutes that are none',
    'directives/pd-1.yaml',
    'minutes: 10',
    'minutes: soon',
    /pd-1\.yaml:\d+:18: "soon" does not fit "minutes", right would be a fair guess of the minutes/,
  ],
  [
    'an address that is none',
    'directives/pd-1.yaml',
    'url: null',
    'url: city.gov',
    /pd-1\.yaml:\d+:\d+: "city\.gov" does not fit "url"/,
  ],
];

for (const [title, name, from, to, expected] of faults) {
  test(`pack check shows file, line and column, what is wrong and what would be right: ${title}`, async (context) => {
    const dir = await copyOf(context, 'packs/practice');
    if (to.includes('county')) {
      const bodies = await readFile(join(dir, 'bodies.yaml'), 'utf8');
      await writeFile(
        join(dir, 'bodies.yaml'),
        `${bodies}  - { id: county, kind: partner, acronym: null, name: { en: County, es: Condado } }\n`,
      );
    }
    const text = await readFile(join(dir, name), 'utf8');
    assert.ok(text.includes(from), `${name} holds ${from}`);
    await writeFile(
      join(dir, name),
      text.replace(from, () => to),
    );
    const { out, error } = await run('pack check', [dir]);
    assert.ok(error instanceof CommandRefused);
    assert.match(out.join('\n'), expected);
    assert.ok(
      out.every((line) => /^\S+\.yaml:\d+:\d+: .+, right would be .+$/.test(line)),
      out.join('\n'),
    );
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
  const { ok, faults: found } = json<{
    ok: boolean;
    faults: { file: string; line: number; column: number; wrong: string; right: string }[];
  }>();
  assert.equal(ok, false);
  assert.deepEqual(
    found.map((fault) => Object.keys(fault).sort()),
    found.map(() => ['column', 'file', 'line', 'right', 'wrong']),
  );
  const missing = await run('pack check', [join(copy, 'nowhere')]);
  assert.match(missing.out.join('\n'), /city\.yaml:1:1: the file is missing/);
  assert.match(missing.out.join('\n'), /directives:1:1: the pack has no directive/);
});
