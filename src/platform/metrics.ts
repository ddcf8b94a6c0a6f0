/** What a monitor reads: counters and gauges of this process, and what it asks each city's database for when it is read. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Of one city, in seconds and counts; null where there is nothing to measure. Labels are slugs: no person, no id. */
export type CityFigures = {
  city: string;
  poolInUse: number;
  poolWaiting: number;
  /** Since the last backup that worked; null where none was made, or the city needs none. */
  backupAgeSeconds: number | null;
  /** Null while the database does not answer. */
  database: {
    mailWaiting: number;
    mailFailed: number;
    jobsWaiting: number;
    jobsFailed: number;
    auditUnsealed: number;
    auditUnsealedSeconds: number;
    workerBeatSeconds: number | null;
    scansWaiting: number;
    scansInfected: number;
  } | null;
};
export type Figures = { cities: readonly CityFigures[] };

export type Metrics = {
  /** One answered request. `route` is the pattern of its row, never the address. */
  answered(route: string, method: string, code: number, seconds: number): void;
  /** The text that a monitor reads. */
  text(): Promise<string>;
  contentType: string;
  close(): void;
};

const cityGauges = {
  steward_pool_in_use: ['Connections of this process to the database in use', (one) => one.poolInUse],
  steward_pool_waiting: ['Requests of this process that wait for a connection', (one) => one.poolWaiting],
  steward_database_up: ['1 where the database answered', (one) => (one.database ? 1 : 0)],
  steward_mail_waiting: ['Mails in the outbox that wait', (one) => one.database?.mailWaiting],
  steward_mail_failed: ['Mails in the outbox that are no longer tried', (one) => one.database?.mailFailed],
  steward_jobs_waiting: ['Jobs that wait or are tried again', (one) => one.database?.jobsWaiting],
  steward_jobs_failed: ['Jobs that failed for good and are still listed', (one) => one.database?.jobsFailed],
  steward_audit_unsealed: ['Audit rows that are not sealed yet', (one) => one.database?.auditUnsealed],
  steward_audit_unsealed_seconds: ['Age of the oldest of them', (one) => one.database?.auditUnsealedSeconds],
  steward_worker_beat_seconds: ['Since the last sign of life of any worker', (one) => one.database?.workerBeatSeconds],
  steward_scans_waiting: ['Uploads that wait for the scanner', (one) => one.database?.scansWaiting],
  steward_backup_age_seconds: [
    'Since the last backup that worked; absent where none did',
    (one) => one.backupAgeSeconds,
  ],
  steward_scans_infected: ['Uploads in which something was found', (one) => one.database?.scansInfected],
} as const satisfies Record<string, [string, (one: CityFigures) => number | null | undefined]>;

const durationBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A registry of its own: two servers in one process do not mix. `figures` is asked when the text is. */
export function createMetrics(version: string, figures: () => Promise<Figures>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'steward_requests_total',
    help: 'Answered requests',
    labelNames: ['route', 'method', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'steward_request_seconds',
    help: 'Time until the answer was sent',
    labelNames: ['route', 'method'],
    buckets: durationBuckets,
    registers,
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const ofCities = Object.entries(cityGauges).map(
    ([name, [help, read]]) => [gauge(name, help, ['city']), read] as const,
  );
  const memory = gauge('steward_memory_bytes', 'Memory of this process', ['kind']);
  const lag = gauge(
    'steward_event_loop_lag_seconds',
    'How late this process was, 99th percentile since the last reading',
  );
  gauge('steward_info', 'The version that runs', ['version']).set({ version }, 1);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  function readProcess(): void {
    const { rss, heapUsed } = process.memoryUsage();
    memory.set({ kind: 'resident' }, rss);
    memory.set({ kind: 'heap' }, heapUsed);
    lag.set(delay.percentile(99) / 1e9);
    delay.reset();
  }

  return {
    answered(route, method, code, seconds) {
      requests.inc({ route, method, code });
      durations.observe({ route, method }, seconds);
    },
    async text() {
      readProcess();
      const { cities } = await figures();
      for (const [of, read] of ofCities) {
        of.reset();
        for (const one of cities) {
          const value = read(one);
          if (typeof value === 'number') of.set({ city: one.city }, value);
        }
      }
      return registry.metrics();
    },
    contentType: registry.contentType,
    close: () => delay.disable(),
  };
}
