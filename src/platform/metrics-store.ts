/** What a city's database has to say to a monitor, in one statement. */
import { sql } from 'kysely';
import type { City } from './city.ts';
import { scanCounts } from './file-scans.ts';
import type { CityFigures } from './metrics.ts';

/** `now` is the real clock's, in milliseconds. Throws where the database does not answer. */
export async function databaseFigures(city: City, jobsSchema: string, now: number): Promise<CityFigures['database']> {
  const at = new Date(now).toISOString();
  const unsealed = sql`from audit_entries e where not exists (select 1 from audit_seals s where s.entry_seq = e.seq)`;
  type Row = {
    mailWaiting: number;
    mailFailed: number;
    jobsWaiting: number;
    jobsFailed: number;
    auditUnsealed: number;
    oldestUnsealedAt: string | null;
    workerBeatSeconds: number | null;
  };
  const [{ rows }, scans] = await Promise.all([
    sql<Row>`select
      (select count(*)::int from outbox where sent_at is null and closed_at is null) as "mailWaiting",
      (select count(*)::int from outbox where sent_at is null and closed_at is not null) as "mailFailed",
      (select count(*)::int from ${sql.table(`${jobsSchema}.job`)} where state in ('created', 'retry')) as "jobsWaiting",
      (select count(*)::int from ${sql.table(`${jobsSchema}.job`)} where state = 'failed') as "jobsFailed",
      (select count(*)::int ${unsealed}) as "auditUnsealed",
      (select min(at) ${unsealed}) as "oldestUnsealedAt",
      (select extract(epoch from ${at}::timestamptz - max(beat_at))::float8 from worker_pulse) as "workerBeatSeconds"`.execute(
      city.db,
    ),
    scanCounts(city),
  ]);
  const { oldestUnsealedAt, ...counts } = rows[0] as Row;
  // Practice City's clock stands on one day: its rows have no age.
  const auditUnsealedSeconds =
    oldestUnsealedAt && !city.profile.practice ? Math.max(0, (now - Date.parse(oldestUnsealedAt)) / 1000) : 0;
  // Nor is its mail ever sent.
  const mailWaiting = city.profile.practice ? 0 : counts.mailWaiting;
  return {
    ...counts,
    mailWaiting,
    auditUnsealedSeconds,
    scansWaiting: scans.waiting + scans.tooLarge,
    scansInfected: scans.infected,
  };
}
