/** The worker process: seals the audit, sends mail, runs the wings' jobs, and beats. */
import { randomUUID } from 'node:crypto';
import { freshDigest } from '#features/notices/notice-service.ts';
import { readCatalog } from '#i18n/translate.ts';
import { sealAudit } from '#platform/audit-seal.ts';
import { parseConfig } from '#platform/config.ts';
import { receiveForgottenFiles, scanWaitingFiles } from '#platform/file-scans.ts';
import { beat } from '#platform/health.ts';
import { startJobs } from '#platform/jobs.ts';
import { createLog, faultFields } from '#platform/log.ts';
import { type FreshMail, sendWaitingMails } from '#platform/mail-sending.ts';
import { smtpSender } from '#platform/mail-smtp.ts';
import { type OpenCity, openCities } from './cities.ts';
import { connectionsOf } from './connections.ts';
import { folders, root } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';
import { jobsAt } from './wings-jobs.ts';

const config = parseConfig(process.env, root);
const log = createLog('worker', config.logLevel);
const opened = await openCities(config, await connectionsOf(config), 3);
const workerId = randomUUID();
const send = config.mail ? smtpSender(config.mail.url, config.mail.from) : null;
let isStopping = false;

/** A scanner that is away is asked again after a while, not at every turn. */
const scannerPauseMs = 15_000;
const scannerAwayUntil = new Map<string, number>();
async function scan({ city }: OpenCity): Promise<void> {
  if (Date.now() < (scannerAwayUntil.get(city.slug) ?? 0)) return;
  scannerAwayUntil.set(city.slug, Date.now() + scannerPauseMs);
  await scanWaitingFiles(city, Date.now());
  scannerAwayUntil.delete(city.slug);
}

/** Runs `act` again and again with a pause between; a failure is logged and the next turn tries again. */
function every(milliseconds: number, name: string, act: (open: OpenCity) => Promise<unknown>): void {
  const turn = async () => {
    for (const open of opened) {
      await act(open).catch((error: unknown) =>
        log.warn('worker.turn-failed', { turn: name, city: open.city.slug, ...faultFields(error) }),
      );
    }
    if (!isStopping) setTimeout(() => void turn(), milliseconds);
  };
  void turn();
}

every(5_000, 'beat', (open) => beat(open.city.db, workerId, Date.now()));
every(1_000, 'seal', (open) => sealAudit(open.city));
every(3_000, 'refresh', (open) => open.refresh());
every(2_000, 'scan', scan);
// Once at the start: files of a process that died between the store and the row, and what broke off while it came in.
for (const { city } of opened) {
  void receiveForgottenFiles(city).catch(() => {});
  void city.files.sweep(Date.now()).catch(() => {});
}
// Practice City writes to invented people: its mail stays in the outbox.
let sending: Promise<unknown> = Promise.resolve();
if (send) {
  const ask = noticeAnswers(config.baseUrl, readCatalog(folders.locales));
  const fresh: FreshMail = (city, mail) => freshDigest(city, mail, ask);
  const options = { send, now: () => Date.now(), workerId, fresh, isStopping: () => isStopping };
  every(5_000, 'mail', (open) => {
    if (open.city.profile.practice) return Promise.resolve();
    const run = sendWaitingMails(open.city, options);
    sending = run.catch(() => {});
    return run;
  });
}

const running = await Promise.all(
  opened.map((open) => startJobs(open.city, open.connections, jobsAt(config.baseUrl), log)),
);
log.info('worker.runs', { cities: opened.length });

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all(running.map((one) => one.stop()));
  // A mail on its way is marked first, so that nobody sends it again; a server that hangs is not waited for.
  await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 5_000))]);
  await Promise.all(opened.map((one) => one.close()));
  process.exit(0);
}
// A query that fails after its page was refused already says so here; the process goes on.
process.on('unhandledRejection', (reason) => log.error('promise.unhandled', faultFields(reason)));
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
