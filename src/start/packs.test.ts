import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { citySchemas } from '#features/city/city-schemas.ts';
import { schemaFiles } from '#features/directives/directive-commands.ts';
import { scheduleDuties } from '#features/duties/duty-schedule.ts';
import { CommandRefused, CommandUsage } from '#platform/command.ts';
import { copyOf, dirOf, root, run } from '#test/pack-commands.ts';
import { readPack } from './packs.ts';

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
    assert.deepEqual(
      out.map((line) => line.replace(`${dirOf(name)} `, '')),
      expected,
    );
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
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], {
    from: '2025-07-11',
    to: '2026-02-25',
    json: true,
  });
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
      {
        step: '14 calendar days later is Fri 25 July 2025. Every day counts, weekends and holidays too.',
        citation: 'ED 12, ED12-2',
      },
    ],
    occurrence: 'once',
    state: 'dated',
    isJoint: false,
  });
  const inventory = rows.find((row) => row.duty === 'inventory' && row.department === 'rap');
  assert.equal(inventory?.dueOn, '2026-02-25');
  assert.equal(inventory?.verbStrength, 'request');
  assert.deepEqual(
    inventory?.why.map((step) => step.step),
    [
      'Signed on Tue 10 February 2026.',
      '15 calendar days later is Wed 25 February 2026. Every day counts, weekends and holidays too.',
    ],
  );
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
  const rows = scheduleDuties({
    city: pack.city,
    directives: pack.directives,
    from: '2025-01-01',
    to: '2030-01-01',
    hasUndated: true,
  });
  const partners = pack.city.bodies.filter((body) => body.kind === 'partner').map((body) => body.id);
  assert.ok(partners.length > 0);
  assert.ok(rows.every((row) => !partners.includes(row.department)));
  const own = new Set(rows.filter((row) => row.department === 'mayors-office').map((row) => row.clause));
  assert.deepEqual([...own].sort(), ['ED12-10', 'ED12-9']);
});

test('an order of the mayor reaches a board as a request and an elected office as an urging', async () => {
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], {
    from: '2025-07-25',
    to: '2025-07-25',
    json: true,
  });
  const verbs = new Map(
    json<Row[]>()
      .filter((row) => row.duty === 'plan')
      .map((row) => [row.department, row.verbStrength]),
  );
  const of = (id: string) => verbs.get(id);
  assert.deepEqual(['aging', 'boe', 'rap', 'lawa', 'controller', 'lausd'].map(of), [
    'order',
    'order',
    'request',
    'request',
    'urge',
    undefined,
  ]);
});

test('tasks without a date are listed when they are asked for: standing ones, and one that waits for the courts', async () => {
  const { json } = await run('duties schedule', [dirOf('packs/los-angeles')], {
    from: '2026-12-01',
    to: '2026-12-01',
    undated: true,
    json: true,
  });
  const rows = json<(Row & { state: string; occurrence: string })[]>();
  const waiting = rows.filter((row) => row.state === 'waiting');
  assert.deepEqual(
    waiting.map((row) => [row.department, row.clause, row.legalStatus]),
    [
      ['lapd', 'ED17-7', 'contested'],
      ['police-commission', 'ED17-7', 'contested'],
    ],
  );
  assert.ok(rows.filter((row) => row.state === 'standing').length > 300);
  assert.deepEqual(
    rows.filter((row) => row.state === 'dated').map((row) => [row.dueOn, row.occurrence]),
    [['2026-12-01', '2026-11']],
  );
});

test('the plain table names day, department, verb and duty', async () => {
  const { out } = await run('duties schedule', [dirOf('packs/practice')], { from: '2025-07-31', to: '2025-07-31' });
  assert.deepEqual(out, [
    'DUE         DEPARTMENT  VERB   DUTY                  PERIOD   LEGAL STATUS',
    '2025-07-31  parks       order  PD2-4/monthly-report  2025-07  in_force',
    '2025-07-31  library     order  PD2-4/monthly-report  2025-07  in_force',
    '2025-07-31  police      order  PD2-4/monthly-report  2025-07  in_force',
  ]);
  assert.deepEqual(
    (await run('duties schedule', [dirOf('packs/practice')], { from: '2024-01-01', to: '2024-01-01' })).out,
    ['Nothing is due in these days.'],
  );
});

test('Minneapolis: the Park Board is asked and not ordered, and a use is reported at once when it happens', async () => {
  const { json } = await run('duties schedule', [dirOf('test/packs/minneapolis')], {
    from: '2025-12-01',
    to: '2025-12-31',
    undated: true,
    json: true,
  });
  const rows = json<(Row & { state: string; isJoint: boolean })[]>();
  assert.deepEqual(
    rows.filter((row) => row.department === 'park-board').map((row) => [row.clause, row.verbStrength]),
    [['MEO2-5', 'request']],
  );
  assert.equal(rows.filter((row) => row.duty === 'report-use' && row.state === 'standing').length, 5);
  assert.deepEqual(
    rows.filter((row) => row.duty === 'barriers').map((row) => row.isJoint),
    [true, true],
  );
});

test('the sample that orders cooperation runs on the same rules: working days, a date, every quarter', async () => {
  const { json } = await run('duties schedule', [dirOf('test/packs/sample-cooperation')], {
    from: '2026-03-01',
    to: '2026-10-31',
    json: true,
  });
  const days = new Set(
    json<(Row & { occurrence: string })[]>().map((row) => `${row.dueOn} ${row.duty} ${row.occurrence}`),
  );
  assert.deepEqual(
    [...days],
    [
      '2026-03-16 contact once',
      '2026-03-31 training once',
      '2026-07-15 quarterly-report 2026-Q2',
      '2026-10-15 quarterly-report 2026-Q3',
    ],
  );
});

test('duties schedule refuses words that are no days, an upside-down window, and a pack with faults', async (context) => {
  const dir = dirOf('packs/practice');
  assert.ok((await run('duties schedule', [dir], { from: 'July', to: '2025-07-31' })).error instanceof CommandUsage);
  assert.ok((await run('duties schedule', [dir], { from: '2025-07-01' })).error instanceof CommandUsage);
  assert.ok(
    (await run('duties schedule', [dir], { from: '2025-08-01', to: '2025-07-31' })).error instanceof CommandUsage,
  );
  assert.ok((await run('duties schedule', [], { from: '2025-07-01', to: '2025-07-31' })).error instanceof CommandUsage);
  const copy = await copyOf(context, 'packs/practice');
  await writeFile(join(copy, 'city.yaml'), 'id: [');
  const { error, warned } = await run('duties schedule', [copy], { from: '2025-07-01', to: '2025-07-31' });
  assert.ok(error instanceof CommandRefused);
  assert.match(warned[0] ?? '', /city\.yaml:1:\d+: this is not sound YAML/);
});

test('directive diff names what changed, old and new, and two equal files have one version', async (context) => {
  const dir = await copyOf(context, 'packs/los-angeles');
  const old = dirOf('packs/los-angeles/directives/ed-12.yaml');
  const changed = join(dir, 'directives/ed-12.yaml');
  const text = await readFile(old, 'utf8');
  await writeFile(changed, `# A comment changes nothing.\n${text}`);
  assert.match(
    (await run('directive diff', [old, changed])).out.join('\n'),
    /^No change: both are version [0-9a-f]{12}$/,
  );
  await writeFile(
    changed,
    text.replace('deadline: { kind: calendar_days, days: 14 }', 'deadline: { kind: calendar_days, days: 21 }'),
  );
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
    assert.equal(
      await readFile(join(dirOf('schemas'), name), 'utf8'),
      text,
      `run: npm run -s steward -- pack schemas (${name})`,
    );
  }
});

test('the published schemas accept every file of the packs, and refuse what pack check refuses', async () => {
  const files = schemaFiles(citySchemas);
  const schemaOf = (name: string) => new Ajv2020({ validateFormats: false }).compile(JSON.parse(files[name] ?? '{}'));
  const packs = ['packs/los-angeles', 'packs/practice', 'test/packs/minneapolis', 'test/packs/sample-cooperation'];
  for (const pack of packs.map(dirOf)) {
    for (const kind of ['city', 'bodies', 'holidays']) {
      const accepts = schemaOf(`${kind}.schema.json`);
      assert.ok(accepts(parse(await readFile(join(pack, `${kind}.yaml`), 'utf8'))), JSON.stringify(accepts.errors));
    }
    const accepts = schemaOf('directive.schema.json');
    for (const name of await readdir(join(pack, 'directives'))) {
      const directive = parse(await readFile(join(pack, 'directives', name), 'utf8')) as Record<string, unknown>;
      assert.ok(accepts(directive), JSON.stringify(accepts.errors));
      assert.equal(accepts({ ...directive, signed: '2025-07-11' }), false);
      assert.equal(accepts({ ...directive, signed_on: 'July' }), false);
    }
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
