import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, type CommandInput, CommandRefused, CommandUsage } from './command.ts';
import { type CommandGroup, runCommandLine } from './command-line.ts';

type Seen = Pick<CommandInput, 'options' | 'positionals'>;

function bench() {
  const loaded: string[] = [];
  const seen: Seen[] = [];
  const schedule: Command = {
    words: ['duties', 'schedule'],
    summary: 'Lists every task with its due date.',
    positionals: [{ name: 'DIR', describe: 'the folder of a pack' }],
    options: {
      from: { type: 'string', describe: 'the first day', isRequired: true },
      json: { type: 'boolean', describe: 'print JSON' },
    },
    run: async ({ options, positionals, print }) => {
      seen.push({ options, positionals });
      print('[]');
    },
  };
  const verify: Command = {
    words: ['audit', 'verify'],
    summary: 'Checks the chain.',
    positionals: [{ name: 'CITY', describe: 'one city', isOptional: true }],
    options: {},
    run: async ({ positionals }) => {
      if (positionals[0] === 'oz') throw new CommandUsage('there is no city oz.');
      if (positionals[0] === 'broken') throw new Error('a fault');
      throw new CommandRefused('row 7 was altered.');
    },
  };
  const groups: CommandGroup[] = [
    { firstWords: ['duties'], load: async () => (loaded.push('duties'), [schedule]) },
    { firstWords: ['audit'], load: async () => (loaded.push('audit'), [verify]) },
  ];
  const run = async (line: string) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCommandLine(line.split(' ').filter(Boolean), groups, {
      print: (text) => out.push(text),
      warn: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  return { run, loaded, seen };
}

test('runs a command with its options and words, and loads no other group', async () => {
  const { run, loaded, seen } = bench();
  assert.deepEqual(await run('duties schedule packs/x --from 2025-01-01 --json'), { code: 0, out: '[]', err: '' });
  assert.deepEqual({ ...seen[0]?.options }, { from: '2025-01-01', json: true });
  assert.deepEqual(seen[0]?.positionals, ['packs/x']);
  assert.deepEqual(loaded, ['duties']);
  assert.equal((await run('duties schedule --json --from=2025-01-01 packs/x')).code, 0);
});

test('a refusal is one line on standard error and exit 1', async () => {
  assert.deepEqual(await bench().run('audit verify'), { code: 1, out: '', err: 'steward: row 7 was altered.' });
});

test('a fault is thrown on for the door to report', async () => {
  await assert.rejects(bench().run('audit verify broken'), /a fault/);
});

const usages: readonly [line: string, says: RegExp][] = [
  [
    'duties schedule --from 2025-01-01',
    /steward: DIR is missing\.\nUsage: steward duties schedule DIR --from FROM \[OPTIONS\]/,
  ],
  ['duties schedule packs/x', /steward: --from is missing\./],
  ['duties schedule a b --from 2025-01-01', /steward: "b" is one word too many\./],
  ['duties schedule a --form 2025-01-01', /steward: Unknown option '--form'\./],
  ['duties schedule a --from', /steward: Option '--from <value>' argument missing\./],
  ['audit verify oz', /steward: there is no city oz\./],
  ['duties', /Usage: steward duties COMMAND/],
  ['duties shedule x', /there is no command "duties shedule x"\. Did you mean "duties schedule"\?/],
  ['audti verify', /Did you mean "audit verify"\?/],
  ['weather', /there is no command "weather"\.\nsteward --help lists all\./],
  ['--jsno', /Usage: steward COMMAND/],
];

for (const [line, says] of usages) {
  test(`"${line}" is answered on standard error with exit 2`, async () => {
    const { code, out, err } = await bench().run(line);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, says);
  });
}

const helps: readonly [line: string, says: RegExp][] = [
  ['', / {2}audit verify {5}Checks the chain\.\n {2}duties schedule {2}Lists every task/],
  ['--help', /Usage: steward COMMAND/],
  ['help', /Usage: steward COMMAND/],
  ['duties --help', /Usage: steward duties COMMAND[\s\S]+duties schedule/],
  [
    'duties schedule --help',
    /Usage: steward duties schedule DIR --from FROM \[OPTIONS\]\n\nLists every task[\s\S]+--json/,
  ],
  ['help audit verify', /Usage: steward audit verify \[CITY\]\n/],
  ['audit verify -h', /Usage: steward audit verify \[CITY\]\n/],
];

for (const [line, says] of helps) {
  test(`"${line}" prints help on standard output with exit 0`, async () => {
    const { code, out, err } = await bench().run(line);
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.match(`${out}\n`, says);
  });
}
