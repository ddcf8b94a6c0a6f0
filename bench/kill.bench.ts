/** kill -9 of web, worker and database in turn while 300 hand in at once: what was acknowledged is there afterwards. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '#start/folders.ts';
import { type Installation, installationFolder, startInstallation, untilHealthy } from '#test/installation.ts';
import { killRound, type KillRound, practiceBeside, type Victim, victims } from '#test/kill-round.ts';
import { manyProcesses, type ManyRound } from '#test/kill-many.ts';
import { atMost, type Bench, type Figure, forInformation, median } from './figure.ts';

const atOnce = 300;

export const bench: Bench = {
  name: 'kill',
  describe: `${atOnce} hand in at once while a process is killed with -9`,
  async run({ quick, note }) {
    const folder = await installationFolder();
    const installation = await startInstallation(folder.path);
    try {
      await untilHealthy(installation);
      const { city, close } = await practiceBeside(installation);
      try {
        const rounds: KillRound[] = [];
        for (const afterShare of quick ? [0.2] : [0.05, 0.2, 0.5, 0.8]) {
          for (const victim of victims) {
            const round = await killRound(installation, city, { victim, sent: atOnce, afterShare });
            note(sentenceOf(round));
            rounds.push(round);
          }
        }
        return [
          ...figuresOf(rounds),
          ...(await manyFigures(quick ? 2 : 12, note)),
          atMost('`steward audit verify` afterwards', await verify(installation), 0, 'exit'),
        ];
      } finally {
        await close();
      }
    } finally {
      await installation.stop();
      await folder.remove();
    }
  },
};

/** The same on two web and two worker processes, of which one falls. */
async function manyFigures(rounds: number, note: (sentence: string) => void): Promise<Figure[]> {
  const many = await manyProcesses();
  try {
    const fallen: ManyRound[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const one = await many.round(
        round % 2 === 0 ? 'web' : 'worker',
        atOnce / 3,
        [0.05, 0.2, 0.5, 0.8][(round >> 1) % 4] ?? 0.2,
      );
      note(
        `one ${one.victim} of two: ${one.acknowledged} of ${one.sent} acknowledged, ${one.lost} lost, ${one.half} half`,
      );
      fallen.push(one);
    }
    const total = (read: (one: ManyRound) => number) => fallen.reduce((sum, one) => sum + read(one), 0);
    return [
      forInformation('falls of one of two', fallen.length, ''),
      atMost(
        'acknowledged and lost, one of two',
        total((one) => one.lost),
        0,
        '',
      ),
      atMost(
        'half or twice, one of two',
        total((one) => one.half),
        0,
        '',
      ),
      atMost(
        'missing after one more try at the other',
        total((one) => one.missingAfterRetry),
        0,
        '',
      ),
      atMost('faults in the audit, one of two', (await many.audit()).faults.length, 0, ''),
    ];
  } finally {
    await many.close();
  }
}

function sentenceOf(round: KillRound): string {
  const { victim, acknowledged, sent, unheard, lost, half, secondsUntilHealthy, fellToo } = round;
  return `${victim}: ${acknowledged} of ${sent} acknowledged, ${lost} lost, ${half} half, ${unheard} done without an answer, healthy after ${secondsUntilHealthy.toFixed(1)} s${fellToo.length > 0 ? `, ${fellToo.join(' and ')} fell too` : ''}`;
}

type Count = { what: string; of(round: KillRound): number; isPromisedNone: boolean };

const counts: readonly Count[] = [
  { what: 'handed in', of: (round) => round.sent, isPromisedNone: false },
  { what: 'acknowledged at the first try', of: (round) => round.acknowledged, isPromisedNone: false },
  { what: 'done, but the answer was lost', of: (round) => round.unheard, isPromisedNone: false },
  { what: 'acknowledged and lost', of: (round) => round.lost, isPromisedNone: true },
  { what: 'half or twice', of: (round) => round.half, isPromisedNone: true },
  { what: 'missing after one more try', of: (round) => round.missingAfterRetry, isPromisedNone: true },
  { what: 'faults in the audit', of: (round) => round.auditFaults, isPromisedNone: true },
  { what: 'others that fell with the victim', of: (round) => round.fellToo.length, isPromisedNone: true },
];

function figuresOf(rounds: readonly KillRound[]): Figure[] {
  const healthy = (victim: Victim) =>
    median(rounds.filter((one) => one.victim === victim).map((one) => one.secondsUntilHealthy));
  return [
    forInformation('falls', rounds.length, ''),
    ...counts.map(({ what, of, isPromisedNone }) => {
      const total = rounds.reduce((sum, round) => sum + of(round), 0);
      return isPromisedNone ? atMost(what, total, 0, '') : forInformation(what, total, '');
    }),
    ...victims.map((victim) => forInformation(`healthy again after the ${victim} fell`, healthy(victim), 's')),
  ];
}

/** The exit code of the command, as an operator runs it. */
async function verify({ dataFolder }: Installation): Promise<number> {
  const args = [join(root, 'src/start/cli.ts'), 'audit', 'verify', '--city', 'practice'];
  const env = { ...process.env, STEWARD_DATA: dataFolder };
  return promisify(execFile)(process.execPath, args, { env }).then(
    () => 0,
    (error: { code?: number }) => error.code ?? 1,
  );
}
