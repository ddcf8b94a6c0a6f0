/** What the database keeps of the city's own sign-in: who was sent there, and whose account is whose. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { sha256 } from '#kit/ids.ts';
import type { Database } from '#platform/database.ts';
import type { PersonAtDoor } from './city-oidc-decision.ts';

export const attemptMs = 10 * 60_000;

/** Somebody on the way to the city's own sign-in and back. `state` and `browser` are secrets; their hashes are kept. */
export type Attempt = {
  state: string;
  browser: string;
  nonce: string;
  codeVerifier: string;
  next: string | null;
  locale: string;
  /** The session whose owner shows again who they are; null for signing in. */
  forSession: string | null;
};
export type FoundAttempt = Pick<Attempt, 'nonce' | 'codeVerifier' | 'next' | 'locale' | 'forSession'> & {
  madeAt: IsoInstant;
};

const instant = (ms: number) => new Date(ms).toISOString() as IsoInstant;
const attemptColumns = sql`nonce, code_verifier as "codeVerifier", next, locale, for_session as "forSession", made_at as "madeAt"`;

export async function insertAttempt(db: Database, attempt: Attempt, now: number): Promise<void> {
  await sql`insert into identity_attempts (state_hash, browser_hash, nonce, code_verifier, next, locale, for_session, made_at, expires_at)
    values (${sha256(attempt.state)}, ${sha256(attempt.browser)}, ${attempt.nonce}, ${attempt.codeVerifier}, ${attempt.next},
      ${attempt.locale}, ${attempt.forSession}, ${instant(now)}, ${instant(now + attemptMs)})`.execute(db);
}

/** The attempt that this browser began; null when it is another's, used or too old. Changes nothing. */
export async function readAttempt(
  db: Database,
  state: string,
  browser: string,
  now: number,
): Promise<FoundAttempt | null> {
  const { rows } = await sql<FoundAttempt>`select ${attemptColumns} from identity_attempts
    where state_hash = ${sha256(state)} and browser_hash = ${sha256(browser)} and expires_at > ${instant(now)}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** The same, and uses it: whoever asks again gets null. */
export async function takeIdentityAttempt(
  db: Database,
  state: string,
  browser: string,
  now: number,
): Promise<FoundAttempt | null> {
  const { rows } = await sql<FoundAttempt>`delete from identity_attempts
    where state_hash = ${sha256(state)} and browser_hash = ${sha256(browser)} and expires_at > ${instant(now)}
    returning ${attemptColumns}`.execute(db);
  return rows[0] ?? null;
}

export async function dropOldAttempts(db: Database, now: number): Promise<void> {
  await sql`delete from identity_attempts where expires_at < ${instant(now)}`.execute(db);
}

export async function personOfAccount(db: Database, issuer: string, subject: string): Promise<PersonAtDoor | null> {
  const { rows } = await sql<PersonAtDoor>`select p.id as "personId", p.suspended_at is not null as "isSuspended"
    from identity_links l join people p on p.id = l.person_id where l.issuer = ${issuer} and l.subject = ${subject}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** Who has the address here, suspended or not, and whether they came in by an account of this issuer before. */
export async function holderOfEmail(
  db: Database,
  email: string,
  issuer: string,
): Promise<(PersonAtDoor & { isLinked: boolean }) | null> {
  const { rows } = await sql<
    PersonAtDoor & { isLinked: boolean }
  >`select p.id as "personId", p.suspended_at is not null as "isSuspended",
      exists (select from identity_links l where l.person_id = p.id and l.issuer = ${issuer}) as "isLinked"
    from people p where lower(p.email) = lower(${email})`.execute(db);
  return rows[0] ?? null;
}

/** Whose account it is from now on; an account that is linked keeps its person and is noted as used. */
export async function linkAccount(
  db: Database,
  account: { issuer: string; subject: string; personId: string },
  now: number,
): Promise<void> {
  const { issuer, subject, personId } = account;
  await sql`insert into identity_links (issuer, subject, person_id, linked_at, last_used_at)
    values (${issuer}, ${subject}, ${personId}, ${instant(now)}, ${instant(now)})
    on conflict (issuer, subject) do update set last_used_at = excluded.last_used_at`.execute(db);
}

export type LinkedAccount = { issuer: string; linkedAt: IsoInstant; lastUsedAt: IsoInstant };

export async function accountsOf(db: Database, personId: string): Promise<LinkedAccount[]> {
  const { rows } =
    await sql<LinkedAccount>`select issuer, linked_at as "linkedAt", last_used_at as "lastUsedAt" from identity_links
    where person_id = ${personId} order by linked_at`.execute(db);
  return rows;
}

/** Answers how many there were. */
export async function forgetAccounts(db: Database, personId: string): Promise<number> {
  const result = await sql`delete from identity_links where person_id = ${personId}`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}
