/**
 * `node tools/restore-drill.ts`: an installation is worked in, backed up meanwhile, killed, and brought back elsewhere.
 * Ends with `N passed, N failed`; nothing of it is left. Uses real processes and the commands that an operator types.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskTombstones } from '#platform/tombstones.ts';
import { outboxMails } from '#platform/mail.ts';
import { root } from '#start/folders.ts';
import { type FreshTask, freshTasks, handIn, orphansIn, signInLiaisons, tracesOf } from '#test/handing-in.ts';
import { databasePid, type Installation, pause, startInstallation, untilHealthy } from '#test/installation.ts';
import { practiceBeside } from '#test/kill-round.ts';

type Said = { code: number | null; text: string };

const secrets = ['STEWARD_SECRET', 'STEWARD_KEYS'];
const faults: string[] = [];
let passed = 0;

function check(what: string, isSo: boolean, more = ''): void {
  if (isSo) passed += 1;
  else faults.push(`${what}${more ? `: ${more}` : ''}`);
  console.log(`${isSo ? 'ok     ' : 'FAILED '} ${what}`);
}

const folder = await mkdtemp(join(tmpdir(), 'steward-drill-'));
const running: Installation[] = [];
try {
  await drill();
} catch (error) {
  faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  for (const one of running) await one.stop().catch(() => {});
  await rm(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(`FAILED: ${fault}`);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length > 0 ? 1 : 0;

async function drill(): Promise<void> {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  const before = await start(first);
  const { city, close } = await practiceBeside(before);
  const liaisons = await signInLiaisons(city, before.url);
  const hand = ({ taskId, bodyId }: FreshTask) => handIn(before.url, city.slug, liaisons.get(bodyId) as never, taskId);
  const done = await freshTasks(city, 12);
  const answers = await Promise.all(done.map(hand));
  check(
    'work is handed in through the web',
    answers.every((answer) => answer === 'acknowledged'),
    answers.join(),
  );

  // Work goes on while the backup is made.
  const meanwhile = await freshTasks(city, 300);
  let isOver = false;
  const working = (async () => {
    for (const task of meanwhile) if (!isOver) await hand(task);
  })();
  const archive = join(folder, 'drill.steward-backup');
  const backup = await steward(first, ['backup', archive]);
  isOver = true;
  await working;
  check('steward backup while people work', backup.code === 0, backup.text);

  const cut = begin(first, ['backup', join(folder, 'cut.steward-backup')]);
  await once(cut.stdout as NodeJS.ReadableStream, 'data');
  await cutOff(cut);
  const names = await readdir(folder);
  check('a backup that is killed in the middle has no name', !names.includes('cut.steward-backup'), names.join());

  // One mail is destroyed after the backup: the ledger says so.
  const [mail] = await outboxMails(city.db, 1);
  await mkdir(join(first, 'destroyed'), { recursive: true });
  const line = { kind: 'destroyed', listId: '01900000-0000-7000-8000-000000000001', scheduleId: 'mail' } as const;
  const destroyed = { ...line, classId: 'city.mail', recordIds: [mail?.id ?? ''], at: new Date().toISOString() };
  await diskTombstones(join(first, 'destroyed', 'practice.jsonl')).append([destroyed]);
  await diskTombstones(join(first, 'destroyed', 'los-angeles.jsonl')).append([{ ...destroyed, kind: 'kept' }]);
  await close();
  await kill(before);

  const verified = await steward(first, ['backup', 'verify', archive]);
  check('steward backup verify without a database', verified.code === 0, verified.text);

  const strange = await steward(second, ['restore', archive, '--without-tombstones']);
  check(
    'a restore without the old secret is refused',
    strange.code === 1 && /STEWARD_OLD_SECRETS/.test(strange.text),
    strange.text,
  );
  await mkdir(second, { recursive: true, mode: 0o700 });
  for (const name of ['secret', 'keys']) await copyFile(join(first, name), join(second, name));
  const silent = await steward(second, ['restore', archive]);
  check('a restore without a ledger is refused', silent.code === 1 && /--tombstones/.test(silent.text), silent.text);

  const ledgers = ['--tombstones', join(first, 'destroyed')];
  const half = begin(second, ['restore', archive, ...ledgers]);
  const heard = await untilSaid(half, /rows, \d+ files[.]/);
  check('a restore is cut off in the middle', await cutOff(half), heard);
  const early = await startedAndRefused(second);
  check('npm start refuses a folder whose restore was cut off', /cut off/.test(early), early);
  const restore = await steward(second, ['restore', archive, ...ledgers]);
  check('steward restore after one that was killed with -9', restore.code === 0, restore.text);
  check(
    'the audit of both cities is intact',
    (restore.text.match(/audit is intact/g) ?? []).length === 2,
    restore.text,
  );
  const again = await steward(second, ['restore', archive, ...ledgers]);
  check('a second restore is refused', again.code === 1 && /is not empty here/.test(again.text), again.text);

  await proveSecond(second, { done, meanwhile, mailId: mail?.id ?? '', archive });
}

type Before = { done: FreshTask[]; meanwhile: FreshTask[]; mailId: string; archive: string };

async function proveSecond(second: string, { done, meanwhile, mailId, archive }: Before): Promise<void> {
  const after = await start(second);
  const { city, close } = await practiceBeside(after);
  const traces = await tracesOf(city, done);
  check(
    'all that was acknowledged before the backup is there whole',
    done.every((task) => traces.get(task.taskId) === 'whole'),
  );
  const later = [...(await tracesOf(city, meanwhile)).values()];
  check(
    'of what was handed in meanwhile nothing is half there',
    !later.some((trace) => trace === 'half' || trace === 'twice'),
    later.join(),
  );
  check('no row is without its other half', (await orphansIn(city)) === 0);
  check(
    'what was destroyed after the backup is gone',
    !(await outboxMails(city.db, 1000)).some((mail) => mail.id === mailId),
  );

  const [was, is] = [await manifest(second, archive), await manifest(second, await secondBackup(second))];
  const kept = [
    'assignments',
    'assignment_terms',
    'submissions',
    'submission_items',
    'duty_acts',
    'directive_versions',
    'people',
  ];
  for (const name of kept)
    check(`${name}: every row as it was`, was.get(name) !== undefined && was.get(name) === is.get(name));

  const liaisons = await signInLiaisons(city, after.url);
  const [task] = await freshTasks(city, 1);
  const answer = task ? await handIn(after.url, city.slug, liaisons.get(task.bodyId) as never, task.taskId) : 'unknown';
  check('people sign in anew and go on working', answer === 'acknowledged', answer);
  const page = await fetch(`${after.url}/practice/`);
  check('the public page opens', page.status === 200, String(page.status));
  const audit = await steward(second, ['audit', 'verify', '--city', 'practice']);
  check('steward audit verify', audit.code === 0, audit.text);
  const doctor = await steward(second, ['doctor', '--full']);
  check('steward doctor --full', doctor.code === 0, doctor.text);
  await close();
  check('Ctrl-C ends it in good order', (await after.stop()) === 0);
}

async function secondBackup(dataFolder: string): Promise<string> {
  const path = join(folder, 'second.steward-backup');
  const made = await steward(dataFolder, ['backup', path, '--city', 'practice']);
  check('the restored installation is backed up itself', made.code === 0, made.text);
  return path;
}

/** SHA-256 of the rows of each table of Practice City. */
async function manifest(dataFolder: string, archive: string): Promise<Map<string, string>> {
  const { text } = await steward(dataFolder, ['backup', 'verify', archive, '--json']);
  const { cities } = JSON.parse(text) as { cities: { slug: string; tables: { name: string; sha256: string }[] }[] };
  const tables = cities.find((city) => city.slug === 'practice')?.tables ?? [];
  return new Map(tables.map((table) => [table.name, table.sha256]));
}

async function start(dataFolder: string): Promise<Installation> {
  const installation = await startInstallation(dataFolder);
  running.push(installation);
  await untilHealthy(installation);
  return installation;
}

async function startedAndRefused(dataFolder: string): Promise<string> {
  const installation = await startInstallation(dataFolder);
  for (let turn = 0; turn < 600 && !/cut off|runs:/.test(installation.said()); turn += 1) await pause(50);
  await installation.stop();
  return installation.said();
}

/** As when the power goes: launcher and database at once; web and worker end with the launcher. */
async function kill(installation: Installation): Promise<void> {
  const database = await databasePid(installation.dataFolder);
  process.kill(installation.pid, 'SIGKILL');
  if (database) process.kill(database, 'SIGKILL');
  await installation.stop().catch(() => {});
  running.splice(running.indexOf(installation), 1);
  for (let turn = 0; turn < 200 && (await isThere(installation.url)); turn += 1) await pause(50);
}

function isThere(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );
}

function begin(dataFolder: string, words: readonly string[]): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, STEWARD_DATA: dataFolder, DATABASE_URL: '', DATABASE_OWNER_URL: '' };
  for (const name of secrets) delete env[name];
  return spawn(process.execPath, [join(root, 'src/start/cli.ts'), ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function steward(dataFolder: string, words: readonly string[]): Promise<Said> {
  const child = begin(dataFolder, words);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  const [code] = await once(child, 'close');
  return { code: code as number | null, text };
}

/** Ends it as a power cut does; false when it had ended by itself. */
async function cutOff(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) return false;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return true;
}

/** Answers what it said until then, or until its end. */
async function untilSaid(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  for (let turn = 0; turn < 2_000 && !wanted.test(text) && child.exitCode === null; turn += 1) await pause(5);
  return text;
}
