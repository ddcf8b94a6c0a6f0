/** One round of falling: many hand in at once, one process is killed with -9, and what was acknowledged must be there. */
import { sql } from 'kysely';
import { verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';
import { parseConfig } from '#platform/config.ts';
import { openCities } from '#start/cities.ts';
import { readConnections } from '#start/connections.ts';
import { type Answer, type FreshTask, freshTasks, handIn, orphansIn, signInLiaisons, tracesOf } from './handing-in.ts';
import { childPid, databasePid, type Installation, pause, untilHealthy } from './installation.ts';

export const victims = ['web', 'worker', 'database'] as const;
export type Victim = (typeof victims)[number];

export type KillRound = {
  readonly victim: Victim;
  readonly sent: number;
  /** Answered 303 before or after the fall, on the first try. */
  readonly acknowledged: number;
  /** Of these, not whole in database and file store. */
  readonly lost: number;
  /** Submissions of which only a part is there, or which are there twice. */
  readonly half: number;
  /** Without an answer, but there: the acknowledgement fell with the process. */
  readonly unheard: number;
  /** Not there after everybody without an answer had tried once more. */
  readonly missingAfterRetry: number;
  /** From the kill to the victim's successor at work and /health at 200. */
  readonly secondsUntilHealthy: number;
  /** Others of Steward's processes that fell with the victim and were started again. */
  readonly fellToo: readonly Victim[];
  readonly auditRows: number;
  readonly auditFaults: number;
};

/** Practice City of a running installation, as a process beside it holds it. */
export async function practiceBeside({ dataFolder }: Installation): Promise<{ city: City; close(): Promise<void> }> {
  const config = parseConfig({ STEWARD_DATA: dataFolder, STEWARD_CITIES: 'practice' });
  const [open] = await openCities(config, readConnections(dataFolder), 4);
  if (!open) throw new Error('there is no Practice City');
  return open;
}

/** `afterShare`: which part of those who hand in have their answer when it falls. */
export async function killRound(
  installation: Installation,
  city: City,
  { victim, sent, afterShare }: { victim: Victim; sent: number; afterShare: number },
): Promise<KillRound> {
  const tasks = await freshTasks(city, sent);
  const liaisons = await signInLiaisons(city, installation.url);
  const send = ({ taskId, bodyId }: FreshTask) => {
    const liaison = liaisons.get(bodyId);
    if (!liaison) throw new Error(`${bodyId} has no liaison`);
    return handIn(installation.url, city.slug, liaison, taskId);
  };
  const answers = new Map<string, Answer>();
  const all = tasks.map(async (task) => void answers.set(task.taskId, await send(task)));
  while (answers.size < sent * afterShare) await pause(1);
  const bystanders = victims.filter((one) => one !== victim);
  const pids = () => Promise.all(bystanders.map((one) => pidOf(installation, one)));
  const before = await pids();
  const secondsUntilHealthy = await fell(installation, city, victim);
  await Promise.all(all);
  const having = (wanted: Answer) => tasks.filter((task) => answers.get(task.taskId) === wanted);
  const refused = having('refused').length;
  if (refused > 0) throw new Error(`${refused} of ${sent} first submissions were refused`);
  const traces = await tracesOf(city, tasks);
  const unknown = having('unknown');
  // As people do: whoever saw no answer tries again. What was there already is refused and stays one.
  await Promise.all(unknown.map(send));
  const after = await tracesOf(city, tasks);
  const audit = await sealedAudit(city);
  const now = await pids();
  const isBroken = (trace: string | undefined) => trace === 'half' || trace === 'twice';
  return {
    victim,
    sent,
    acknowledged: having('acknowledged').length,
    lost: having('acknowledged').filter((task) => traces.get(task.taskId) !== 'whole').length,
    half:
      tasks.filter(({ taskId }) => isBroken(traces.get(taskId)) || isBroken(after.get(taskId))).length +
      (await orphansIn(city)),
    unheard: unknown.filter((task) => traces.get(task.taskId) === 'whole').length,
    missingAfterRetry: tasks.filter((task) => after.get(task.taskId) === 'nothing').length,
    secondsUntilHealthy,
    fellToo: bystanders.filter((_, index) => now[index] !== before[index]),
    auditRows: audit.rows,
    auditFaults: audit.faults.length,
  };
}

/** Kills it and waits until its successor works; answers the seconds. */
async function fell(installation: Installation, city: City, victim: Victim): Promise<number> {
  const find = () => pidOf(installation, victim);
  const before = await find();
  if (!before) throw new Error(`there is no ${victim} to kill`);
  const killedAt = new Date().toISOString();
  process.kill(before, 'SIGKILL');
  return untilHealthy(installation, async () => {
    const now = await find();
    if (!now || now === before) return false;
    return victim !== 'worker' || (await hasBeatenSince(city, killedAt));
  });
}

function pidOf({ pid, dataFolder }: Installation, victim: Victim): Promise<number | null> {
  return victim === 'database' ? databasePid(dataFolder) : childPid(pid, victim);
}

/** A new worker writes its own row at once; the fallen one writes no more. */
async function hasBeatenSince(city: City, at: string): Promise<boolean> {
  const { rows } = await sql`select 1 from worker_pulse where beat_at > ${at}`.execute(city.db);
  return rows.length > 0;
}

/** The audit once the worker has sealed every row, which shows that it works again. */
async function sealedAudit(city: City) {
  for (let turn = 0; turn < 100; turn++) {
    const verdict = await verifyAudit(city);
    if (verdict.unsealed === 0 || verdict.faults.length > 0) return verdict;
    await pause(200);
  }
  throw new Error('the worker does not seal the audit');
}
