/** What the doctor looks at in one city: database, audit, worker, jobs, mail, files, keys, backups. */
import { createHash } from 'node:crypto';
import { isAuditEnforced, verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';
import type { TombstoneLedger } from '#platform/tombstones.ts';
import { type DatabaseFacts, databaseFacts, namedFiles } from './doctor-store.ts';
import { type Finding, fine, inWords, look, wrong } from './doctor-terms.ts';
import { keyUses } from './key-commands.ts';
import { lastRuns } from './operations-store.ts';

export type CityExam = {
  city: City;
  now: number;
  /** Everything instead of a sample. */
  isFull: boolean;
  /** Names of the migrations that this code has. */
  migrations: readonly string[];
  hasBackupFolder: boolean;
  hasMailServer: boolean;
  failedJobs(): Promise<number>;
  packNews(): Promise<readonly string[]>;
  ledger: TombstoneLedger | null;
};

const sampleSize = 50;
const quickLinks = 1_000;

/** Each check by itself: one that breaks is a finding, and the others go on. */
export async function examineCity(exam: CityExam): Promise<Finding[]> {
  const { slug } = exam.city;
  const facts = await databaseFacts(exam.city.db, exam.now);
  const checks: [string, () => Promise<Finding[]> | Finding[]][] = [
    ['database', () => databaseFindings(exam, facts)],
    ['worker', () => [workerFinding(exam, facts)]],
    ['audit', () => auditFindings(exam, facts)],
    ['jobs', () => jobFindings(exam)],
    ['mail', () => [mailFinding(exam, facts)]],
    ['files', () => fileFindings(exam)],
    ['keys', () => keyFindings(exam)],
    ['backup', () => backupFindings(exam)],
    ['pack', () => packFindings(exam)],
    ['tombstones', () => ledgerFindings(exam)],
  ];
  const findings: Finding[] = [];
  for (const [name, check] of checks) {
    const found = await Promise.resolve()
      .then(check)
      .catch((error: Error) => [
        wrong(name, `could not be looked at: ${error.message.slice(0, 200)}`, 'the log of web and worker may say more'),
      ]);
    findings.push(...found.map((finding) => ({ ...finding, check: `${slug}/${finding.check}` })));
  }
  return findings;
}

async function databaseFindings({ city, migrations }: CityExam, facts: DatabaseFacts): Promise<Finding[]> {
  const newer = facts.migrations.filter((name) => !migrations.includes(name));
  const open = migrations.filter((name) => !facts.migrations.includes(name));
  return [
    facts.versionNumber >= 150_000
      ? fine('database.version', `PostgreSQL ${facts.version}, as ${facts.role}`)
      : wrong('database.version', `PostgreSQL ${facts.version}`, 'Steward needs PostgreSQL 15 or newer'),
    (await isAuditEnforced(city.db))
      ? fine('database.rights', 'the role that serves requests cannot change the audit')
      : look(
          'database.rights',
          `the role ${facts.role} could change the audit`,
          'set DATABASE_OWNER_URL beside DATABASE_URL (docs/how-to/run-without-embedded-database.md)',
        ),
    newer.length > 0
      ? wrong(
          'database.migrations',
          `the database is newer: it has ${newer.join(', ')}`,
          'start the newer version of Steward',
        )
      : open.length > 0
        ? wrong('database.migrations', `not applied yet: ${open.join(', ')}`, 'npm start applies them')
        : fine('database.migrations', `all ${migrations.length} are applied`),
    Math.abs(facts.skewMs) < 5_000
      ? fine('database.clock', 'the clocks of database and process agree')
      : look(
          'database.clock',
          `the database's clock is ${inWords(Math.abs(facts.skewMs))} ${facts.skewMs > 0 ? 'ahead' : 'behind'}`,
          'let both machines ask the same time server',
        ),
  ];
}

function workerFinding({ now }: CityExam, { beatAt }: DatabaseFacts): Finding {
  if (!beatAt) return wrong('worker.beat', 'no worker has ever beaten', 'start the worker');
  const age = now - Date.parse(beatAt);
  return age < 60_000
    ? fine('worker.beat', `a worker beat ${inWords(age)} ago`)
    : wrong(
        'worker.beat',
        `the last beat is ${inWords(age)} old`,
        'start the worker; nothing is sealed, sent or backed up without one',
      );
}

async function auditFindings({ city, now, isFull }: CityExam, facts: DatabaseFacts): Promise<Finding[]> {
  const lag = facts.oldestUnsealedAt && !city.profile.practice ? now - Date.parse(facts.oldestUnsealedAt) : 0;
  const verdict = await verifyAudit(city, isFull ? undefined : quickLinks);
  const looked = `${verdict.rows.toLocaleString('en')} ${isFull ? 'rows' : 'newest rows'}`;
  return [
    lag > 60_000
      ? look(
          'audit.seals',
          `${facts.unsealed} rows wait, the oldest for ${inWords(lag)}`,
          'the worker seals them; an open transaction holds it up',
        )
      : fine(
          'audit.seals',
          facts.unsealed === 0 ? 'every row is sealed' : `${facts.unsealed} rows will be sealed in a moment`,
        ),
    verdict.faults.length === 0
      ? fine('audit.chain', `${looked} are intact${isFull ? '' : ' (--full verifies all)'}`)
      : wrong(
          'audit.chain',
          `${verdict.faults.length} faults among ${looked}`,
          'steward audit verify names each; if STEWARD_SECRET was changed, add the old one to STEWARD_OLD_SECRETS',
        ),
  ];
}

async function jobFindings({ failedJobs }: CityExam): Promise<Finding[]> {
  const failed = await failedJobs();
  return [
    failed === 0
      ? fine('jobs.failed', 'no job has failed')
      : look(
          'jobs.failed',
          `${failed} ${failed === 1 ? 'job has' : 'jobs have'} failed`,
          'see Administration, Jobs: each can be started again',
        ),
  ];
}

function mailFinding(
  { city, now, hasMailServer }: CityExam,
  { stuckMails, oldestWaitingMailAt }: DatabaseFacts,
): Finding {
  if (city.profile.practice) return fine('mail.outbox', 'mail of a practice city stays in its outbox');
  if (!hasMailServer)
    return look('mail.outbox', 'there is no mail server: mail stays in the outbox', 'set STEWARD_MAIL');
  const age = oldestWaitingMailAt ? now - Date.parse(oldestWaitingMailAt) : 0;
  if (stuckMails > 0 || age > 6 * 3_600_000)
    return look(
      'mail.outbox',
      `${stuckMails} mails were tried and wait, the oldest for ${inWords(age)}`,
      'the outbox says what the mail server answered',
    );
  return fine('mail.outbox', 'no mail is stuck');
}

async function fileFindings({ city, isFull }: CityExam): Promise<Finding[]> {
  await city.files.check();
  const named = await namedFiles(city.db, isFull ? null : sampleSize);
  const faulty: string[] = [];
  for (const name of named) if ((await hashOf(city, name)) !== name) faulty.push(name);
  const findings = [
    faulty.length > 0
      ? wrong(
          'files.content',
          `${faulty.length} of ${named.length} files that records name are missing or damaged: ${faulty.slice(0, 3).join(', ')}`,
          'bring them back from a backup: each is named by its SHA-256',
        )
      : fine(
          'files.content',
          `${named.length} files that records name are there and whole${isFull ? '' : ' (a sample; --full reads all)'}`,
        ),
  ];
  if (!isFull) return findings;
  const known = new Set(named);
  let orphans = 0;
  for await (const { sha256 } of city.files.each()) if (!known.has(sha256)) orphans += 1;
  return [
    ...findings,
    fine('files.orphans', `${orphans} files are named by no record: uploads of forms that were never sent`),
  ];
}

async function hashOf(city: City, name: string): Promise<string | null> {
  const opened = await city.files.open(name).catch(() => null);
  if (!opened) return null;
  const hash = createHash('sha256');
  for await (const chunk of opened.stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function keyFindings({ city }: CityExam): Promise<Finding[]> {
  const uses = await keyUses([city]);
  const missing = uses.filter((use) => !use.isKnown);
  const old = uses.filter((use) => use.isKnown && !use.isCurrent && use.records > 0);
  if (missing.length > 0)
    return [
      wrong(
        'keys.known',
        `${missing.map((use) => `${use.keyId} (${use.records} records)`).join(', ')} wrap restricted fields and are not here`,
        'put them back into STEWARD_KEYS',
      ),
    ];
  if (old.length > 0)
    return [
      look(
        'keys.known',
        `${old.map((use) => use.keyId).join(', ')} still wrap records`,
        'steward keys rotate, then take them out',
      ),
    ];
  return [
    fine('keys.known', `${uses.reduce((sum, use) => sum + use.records, 0)} record keys, all under keys that are here`),
  ];
}

async function backupFindings({ city, now, hasBackupFolder }: CityExam): Promise<Finding[]> {
  const { done, failed, drill } = await lastRuns(city.db);
  if (city.profile.practice) return [fine('backup.age', 'a practice city needs none')];
  const age = done ? now - Date.parse(done.endedAt) : null;
  const remedy = hasBackupFolder
    ? 'see Administration, Storage, for the last one that failed'
    : 'set STEWARD_BACKUPS, or run steward backup FILE';
  const findings: Finding[] = [];
  if (failed)
    findings.push(
      wrong(
        'backup.last',
        `the last backup failed ${inWords(now - Date.parse(failed.endedAt))} ago (${failed.fault})`,
        remedy,
      ),
    );
  if (age === null) findings.push(look('backup.age', 'there is no backup yet', remedy));
  else if (age > 2 * 86_400_000) findings.push(look('backup.age', `the last backup is ${inWords(age)} old`, remedy));
  else findings.push(fine('backup.age', `the last backup is ${inWords(age)} old and was read again`));
  findings.push(
    drill && now - Date.parse(drill.endedAt) < 370 * 86_400_000
      ? fine('backup.drill', `a restore was tried ${inWords(now - Date.parse(drill.endedAt))} ago`)
      : look(
          'backup.drill',
          'no restore was tried within a year',
          'try one (docs/how-to/back-up-and-restore.md) and note it under Storage',
        ),
  );
  return findings;
}

async function packFindings({ packNews }: CityExam): Promise<Finding[]> {
  const news = await packNews();
  return [
    news.length === 0
      ? fine('pack.applied', 'the city runs on its pack as it lies here')
      : look('pack.applied', 'the pack that lies here differs from what runs', news.join(' ')),
  ];
}

async function ledgerFindings({ ledger }: CityExam): Promise<Finding[]> {
  if (!ledger) return [fine('tombstones.ledger', 'nothing was destroyed yet: there is no ledger')];
  return [fine('tombstones.ledger', `${(await ledger.read()).length} lines; keep a copy with the backups`)];
}
