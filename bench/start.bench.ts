/** From `npm start` to the first healthy answer, in an empty folder and again; what it holds at rest; what it leaves. */
import { readFile } from 'node:fs/promises';
import { type Installation, installationFolder, pause, startInstallation, untilHealthy } from '#test/installation.ts';
import { atMost, type Bench, type Figure, forInformation } from './figure.ts';
import { processTree, pssMegabytes } from './memory.ts';

const mostMegabytes = 400;

export const bench: Bench = {
  name: 'start',
  describe: 'first and second start in a folder of its own, memory at rest, nothing left after Ctrl-C',
  async run({ quick, note }) {
    const folder = await installationFolder();
    try {
      const first = await startOnce(folder.path, async () => {});
      note(`first start ${first.seconds.toFixed(1)} s`);
      const memory: Figure[] = [];
      const second = await startOnce(folder.path, async (installation) => {
        await pause((quick ? 8 : 30) * 1000);
        memory.push(...(await memoryOf(installation)));
      });
      return [
        forInformation('first start until healthy', first.seconds, 's'),
        forInformation('second start until healthy', second.seconds, 's'),
        atMost('second start against the first', second.seconds / first.seconds, 1),
        ...memory,
        atMost('processes left after Ctrl-C', first.left + second.left, 0, 'processes'),
        atMost('exit code after Ctrl-C', Math.max(first.code, second.code), 0, ''),
      ];
    } finally {
      await folder.remove();
    }
  },
};

type Run = { seconds: number; left: number; code: number };

async function startOnce(folder: string, whileUp: (installation: Installation) => Promise<void>): Promise<Run> {
  const startedAt = performance.now();
  const installation = await startInstallation(folder);
  try {
    await untilHealthy(installation);
    const seconds = (performance.now() - startedAt) / 1000;
    await whileUp(installation);
    const tree = await processTree(installation.pid);
    const code = await installation.stop();
    return { seconds, left: (await aliveOf(tree)).length, code: code ?? 255 };
  } finally {
    await installation.stop();
  }
}

async function memoryOf({ pid }: Installation): Promise<Figure[]> {
  const tree = await processTree(pid);
  const total = await pssMegabytes(tree);
  const parts = new Map<string, number>();
  for (const one of tree) {
    const name = await nameOf(one);
    parts.set(name, (parts.get(name) ?? 0) + (await pssMegabytes([one])));
  }
  return [
    atMost(`memory at rest (Pss of ${tree.length} processes)`, total, mostMegabytes, 'MB'),
    ...[...parts].map(([name, megabytes]) => forInformation(`of these ${name}`, megabytes, 'MB')),
  ];
}

/** What a process is within an installation, by its command. */
async function nameOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const found = /src\/start\/(?:launcher\/)?(web|worker|main)\.ts/.exec(command);
  return found ? `the ${found[1] === 'main' ? 'launcher' : found[1]}` : 'the database';
}

async function aliveOf(pids: readonly number[]): Promise<number[]> {
  const states = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)));
  return pids.filter((_, index) => states[index] !== null && !/\) Z /.test(states[index] as string));
}
