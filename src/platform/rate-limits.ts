/**
 * How often something may be tried: token buckets in the city's database, so that all web processes count together.
 * A bucket's name is a keyed hash that changes every day: no address, of mail or of a computer, is in the table.
 */
import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from './database.ts';

export type RateLimit = Readonly<{
  /** Names the limit in the hash: two limits share no bucket. */
  kind: string;
  /** So many attempts at once. */
  burst: number;
  /** After that one more each time so many seconds have passed. */
  everySeconds: number;
}>;

const dayMs = 86_400_000;
const instant = (ms: number) => new Date(ms).toISOString() as IsoInstant;

/** The name of a bucket on the day (UTC) of `now`: at midnight everybody has a full one. */
export function bucketOf(secret: string, limit: RateLimit, what: string, now: number): string {
  const salt = createHmac('sha256', secret)
    .update(`rate-limits:${instant(now).slice(0, 10)}`)
    .digest();
  return createHmac('sha256', salt).update(`${limit.kind}\0${what}`).digest('base64url');
}

/**
 * Takes one attempt out of the bucket, in one statement: two processes never give the same one away.
 * Answers 0, or the whole seconds (at least 1) after which the next attempt is there; a refused one costs nothing.
 */
export async function takeAttempt(db: Database, bucket: string, limit: RateLimit, now: number): Promise<number> {
  const { burst, everySeconds } = limit;
  const at = instant(now);
  const filled = sql`least(${burst}::float8, b.tokens + greatest(0, extract(epoch from ${at}::timestamptz - b.filled_at))::float8 / ${everySeconds}::float8)`;
  const { rows } = await sql<{ isTaken: boolean; missing: number }>`with taken as (
      insert into rate_buckets as b (bucket, tokens, filled_at) values (${bucket}, ${burst - 1}, ${at})
      on conflict (bucket) do update set tokens = ${filled} - 1, filled_at = greatest(b.filled_at, ${at}::timestamptz)
        where ${filled} >= 1
      returning tokens)
    select true as "isTaken", 0::float8 as missing from taken
    union all
    select false, 1 - ${filled} from rate_buckets b where b.bucket = ${bucket} and not exists (select from taken)`.execute(
    db,
  );
  if (rows.some((row) => row.isTaken)) return 0;
  // Another process may have made the bucket since this statement began: then its row is not seen yet.
  return Math.max(1, Math.ceil((rows[0]?.missing ?? 1) * everySeconds - 1e-6));
}

/** Buckets that nobody used for a day are full again whatever they held: they go. */
export async function sweepBuckets(db: Database, now: number): Promise<void> {
  await sql`delete from rate_buckets where filled_at < ${instant(now - dayMs)}`.execute(db);
}

/**
 * What counts as one client: an IPv4 address, or the first half of an IPv6 one, of which a household has all the rest.
 * What is no address at all counts as itself.
 */
export function clientOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const gap = tail === undefined ? 0 : 8 - groups.length - after.length;
  const whole = [...groups, ...Array<string>(Math.max(0, gap)).fill('0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
