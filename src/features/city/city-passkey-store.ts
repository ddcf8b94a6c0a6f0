/** What the database keeps of passkeys: public keys with their counters, and questions that wait for an answer. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { sha256 } from '#kit/ids.ts';
import type { Database } from '#platform/database.ts';

export const challengeMs = 5 * 60_000;

export type Passkey = {
  /** The credential's id, base64url. */
  id: string;
  personId: string;
  name: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
  transports: readonly string[];
  /** Copied between devices by its maker, not bound to one. */
  isSynced: boolean;
  isBackedUp: boolean;
  addedAt: IsoInstant;
  lastUsedAt: IsoInstant | null;
};

export type ChallengePurpose = 'add' | 'sign_in' | 'prove';

const instant = (ms: number) => new Date(ms).toISOString() as IsoInstant;
const passkeyColumns = sql`id, person_id as "personId", name, public_key as "publicKey", counter, transports,
  is_synced as "isSynced", is_backed_up as "isBackedUp", added_at as "addedAt", last_used_at as "lastUsedAt"`;

/** A person's passkeys, oldest first. */
export async function passkeysOf(db: Database, personId: string): Promise<Passkey[]> {
  const { rows } = await sql<Passkey>`select ${passkeyColumns} from passkeys where person_id = ${personId}
    order by added_at, id`.execute(db);
  return rows;
}

/** Held until the transaction ends, so that two answers with one counter do not both count. */
export async function lockPasskey(db: Database, id: string): Promise<Passkey | null> {
  const { rows } = await sql<Passkey>`select ${passkeyColumns} from passkeys where id = ${id} for update`.execute(db);
  return rows[0] ?? null;
}

/** False when the credential is known already. */
export async function insertPasskey(
  db: Database,
  passkey: Omit<Passkey, 'addedAt' | 'lastUsedAt'>,
  now: number,
): Promise<boolean> {
  const { id, personId, name, publicKey, counter, transports, isSynced, isBackedUp } = passkey;
  const result =
    await sql`insert into passkeys (id, person_id, name, public_key, counter, transports, is_synced, is_backed_up, added_at, last_used_at)
    values (${id}, ${personId}, ${name}, ${publicKey}, ${counter}, ${[...transports]}::text[], ${isSynced}, ${isBackedUp}, ${instant(now)}, null)
    on conflict (id) do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0) > 0;
}

export async function notePasskeyUse(
  db: Database,
  id: string,
  use: { counter: number; isBackedUp: boolean },
  now: number,
): Promise<void> {
  await sql`update passkeys set counter = ${use.counter}, is_backed_up = ${use.isBackedUp}, last_used_at = ${instant(now)}
    where id = ${id}`.execute(db);
}

/** False when the person has no such passkey. */
export async function deletePasskey(db: Database, personId: string, id: string): Promise<boolean> {
  const result = await sql`delete from passkeys where id = ${id} and person_id = ${personId}`.execute(db);
  return Number(result.numAffectedRows ?? 0) > 0;
}

/** `forSession`: the session that asks; null for signing in. */
export async function insertChallenge(
  db: Database,
  challenge: string,
  asked: { purpose: ChallengePurpose; forSession: string | null },
  now: number,
): Promise<void> {
  await sql`insert into passkey_challenges (challenge_hash, purpose, for_session, made_at, expires_at)
    values (${sha256(challenge)}, ${asked.purpose}, ${asked.forSession}, ${instant(now)}, ${instant(now + challengeMs)})`.execute(
    db,
  );
}

/** Uses the challenge: true once, for the same purpose and session, within its time. */
export async function takeChallenge(
  db: Database,
  challenge: string,
  asked: { purpose: ChallengePurpose; forSession: string | null },
  now: number,
): Promise<boolean> {
  const result = await sql`delete from passkey_challenges where challenge_hash = ${sha256(challenge)}
    and purpose = ${asked.purpose} and for_session is not distinct from ${asked.forSession} and expires_at > ${instant(now)}`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0) > 0;
}

export async function dropOldChallenges(db: Database, now: number): Promise<void> {
  await sql`delete from passkey_challenges where expires_at < ${instant(now)}`.execute(db);
}
