/** Rounds of falling on two web and two worker processes: one is killed with -9 while many hand in at both web processes. */
import { sql } from 'kysely';
import { verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';
import { type Answer, freshTasks, handIn, orphansIn, signInLiaisons, tracesOf } from './handing-in.ts';
import { pause } from './installation.ts';
import { type ServerProcess, serverProcesses, type Servers } from './server-processes.ts';

export type ManyKinds = 'web' | 'worker';

export type ManyRound = {
  readonly victim: ManyKinds;
  readonly sent: number;
  readonly acknowledged: number;
  /** Of these, not whole in database and file store. */
  readonly lost: number;
  readonly half: number;
  /** Not there after everybody without an answer had tried once more, at the other process. */
  readonly missingAfterRetry: number;
  /** Answered by the process that did not fall with anything else than done or a fault of ours. */
  readonly refused: number;
};

export type Many = {
  readonly city: City;
  round(victim: ManyKinds, sent: number, afterShare: number): Promise<ManyRound>;
  /** The audit once a worker has sealed every row. */
  audit(): ReturnType<typeof verifyAudit>;
  close(): Promise<void>;
};

/** Two of each on one database and one folder of files. */
export async function manyProcesses(): Promise<Many> {
  const servers: Servers = await serverProcesses({ env: { STEWARD_LOG: 'warn' } });
  const prepared = await servers.steward(['prepare']);
  if (prepared.code !== 0) throw new Error(prepared.said);
  const start = (kind: ManyKinds) => servers.start(kind, { STEWARD_LOG: 'info' });
  const running: Record<ManyKinds, [ServerProcess, ServerProcess]> = {
    web: [await start('web'), await start('web')],
    worker: [await start('worker'), await start('worker')],
  };
  const { city, close } = await servers.beside();
  let count = 0;
  return {
    city,
    async round(victim, sent, afterShare) {
      const tasks = await freshTasks(city, sent);
      const fallen = count++ % 2;
      const [falling, standing] = [running[victim][fallen], running.web[victim === 'web' ? 1 - fallen : 0]] as const;
      if (!falling || !standing) throw new Error('nobody is there to fall');
      const liaisons = await signInLiaisons(city, standing.url);
      const send = (task: (typeof tasks)[number], web: ServerProcess) => {
        const liaison = liaisons.get(task.bodyId);
        if (!liaison) throw new Error(`${task.bodyId} has no liaison`);
        return handIn(web.url, city.slug, liaison, task.taskId);
      };
      const answers = new Map<string, Answer>();
      const all = tasks.map(
        async (task, index) => void answers.set(task.taskId, await send(task, running.web[index % 2] as ServerProcess)),
      );
      while (answers.size < sent * afterShare) await pause(1);
      await falling.kill('SIGKILL');
      // As a service manager does.
      const successor = start(victim);
      await Promise.all(all);
      const having = (wanted: Answer) => tasks.filter((task) => answers.get(task.taskId) === wanted);
      const traces = await tracesOf(city, tasks);
      await Promise.all(having('unknown').map((task) => send(task, standing)));
      const after = await tracesOf(city, tasks);
      running[victim][fallen] = await successor;
      const isBroken = (trace: string | undefined) => trace === 'half' || trace === 'twice';
      return {
        victim,
        sent,
        acknowledged: having('acknowledged').length,
        lost: having('acknowledged').filter((task) => traces.get(task.taskId) !== 'whole').length,
        half:
          tasks.filter(({ taskId }) => isBroken(traces.get(taskId)) || isBroken(after.get(taskId))).length +
          (await orphansIn(city)),
        missingAfterRetry: tasks.filter((task) => after.get(task.taskId) !== 'whole').length,
        refused: having('refused').length,
      };
    },
    async audit() {
      for (let turn = 0; turn < 200; turn++) {
        const { rows } = await sql<{ open: number }>`select count(*)::int as open from audit_entries e
          where not exists (select 1 from audit_seals s where s.entry_seq = e.seq)`.execute(city.db);
        if (rows[0]?.open === 0) return verifyAudit(city);
        await pause(100);
      }
      throw new Error('no worker seals the audit');
    },
    async close() {
      await close();
      await servers.close();
    },
  };
}
