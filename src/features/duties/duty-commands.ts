/** The commands of duties: who owes what by when, from a pack alone; and which moves a task allows. */
import { Temporal } from 'temporal-polyfill';
import { type IsoDate, parseIsoDate } from '#kit/dates.ts';
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import { formatFault, type PackFault } from '#platform/pack-file.ts';
import type { Directive } from '#rules/obligations.ts';
import { rolesThatMay } from '#rules/permissions.ts';
import { type Move, type MoveName, moveNames, moves } from './duty-moves.ts';
import { movesDocument } from './duty-moves-doc.ts';
import { type ScheduleCity, type ScheduleRow, scheduleDuties } from './duty-schedule.ts';

export type PackToSchedule = {
  city: ScheduleCity | null;
  directives: readonly Directive[];
  faults: readonly PackFault[];
};

/** `readPack` reads and checks a whole pack; no database is asked. */
export function dutyCommands({ readPack }: { readPack(dir: string): Promise<PackToSchedule> }): Command[] {
  return [
    {
      words: ['duties', 'schedule'],
      summary: 'List what each department owes in a span of days, from a pack alone.',
      positionals: [{ name: 'DIR', describe: 'folder of the pack, such as packs/los-angeles' }],
      options: {
        from: { type: 'string', describe: 'first day, YYYY-MM-DD', isRequired: true },
        to: { type: 'string', describe: 'last day, YYYY-MM-DD; it is included', isRequired: true },
        undated: { type: 'boolean', describe: 'list tasks without a date too' },
        json: { type: 'boolean', describe: 'print a JSON list' },
      },
      async run({ positionals, options, print, warn }) {
        const dir = positionals[0];
        if (!dir) throw new CommandUsage('DIR is missing');
        const [from, to] = [dayOption('from', options.from), dayOption('to', options.to)];
        if (to < from) throw new CommandUsage(`--to ${to} is before --from ${from}`);
        const { city, directives, faults } = await readPack(dir);
        if (!city || faults.length > 0) {
          for (const fault of faults) warn(formatFault(fault));
          throw new CommandRefused(`${dir} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
        }
        // People name the last day; inside, windows are half-open.
        const after = Temporal.PlainDate.from(to).add({ days: 1 }).toString() as IsoDate;
        const rows = scheduleDuties({ city, directives, from, to: after, hasUndated: options.undated === true });
        if (options.json)
          print(
            JSON.stringify(
              rows.map(({ reasons: _, ...row }) => row),
              null,
              2,
            ),
          );
        else for (const line of tableLines(rows)) print(line);
      },
    },
    {
      words: ['duties', 'moves'],
      summary: 'List every move on a task: who, from which stage, to which.',
      positionals: [],
      options: {
        markdown: { type: 'boolean', describe: 'print docs/task-moves.md' },
        json: { type: 'boolean', describe: 'print a JSON list' },
      },
      async run({ options, print }) {
        if (options.markdown) print(movesDocument().trimEnd());
        else if (options.json)
          print(
            JSON.stringify(
              moveNames.map((name) => ({ move: name, ...moveFacts(name) })),
              null,
              2,
            ),
          );
        else
          for (const name of moveNames)
            print(`${name}: ${moveFacts(name).who.join(', ')}; from ${Object.keys(moves[name].from).join(', ')}`);
      },
    },
  ];
}

function moveFacts(name: MoveName) {
  const move: Move = moves[name];
  return {
    side: move.side,
    who: rolesThatMay(move.act),
    from: move.from,
    verbs: move.verbs,
    text: move.text,
    event: move.event,
  };
}

function dayOption(name: string, value: string | boolean | undefined): IsoDate {
  const day = typeof value === 'string' ? parseIsoDate(value) : null;
  if (!day)
    throw new CommandUsage(`--${name} needs a day as YYYY-MM-DD${value === undefined ? '' : `, not ${String(value)}`}`);
  return day;
}

function tableLines(rows: readonly ScheduleRow[]): string[] {
  if (rows.length === 0) return ['Nothing is due in these days.'];
  const undated = { dated: '', standing: 'standing', waiting: 'waiting' };
  const cells = rows.map((row) => [
    row.dueAt ?? row.dueOn ?? undated[row.state],
    row.department,
    row.verbStrength,
    `${row.clause}/${row.duty}`,
    row.occurrence === 'once' ? '' : row.occurrence,
    row.legalStatus,
  ]);
  const table = [['DUE', 'DEPARTMENT', 'VERB', 'DUTY', 'PERIOD', 'LEGAL STATUS'], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
