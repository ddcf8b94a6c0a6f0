/** Sign-in links, sessions and typed work kept over a sign-out. Secrets are stored as hashes; times are the real clock's. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import { newSecret, sha256 } from '#kit/ids.ts';
import type { Database } from './database.ts';

/** How somebody showed who they are: a mailed link, a passkey, the city's own account, or a button of an evaluation. */
export type Proof = 'link' | 'passkey' | 'oidc' | 'evaluation';

type Tables = {
  sign_in_links: {
    token_hash: string;
    person_id: string;
    made_at: IsoInstant;
    expires_at: IsoInstant;
    run_id: string | null;
    used_at: IsoInstant | null;
    for_session: string | null;
  };
  sessions: {
    id_hash: string;
    person_id: string;
    signed_in_at: IsoInstant;
    signed_in_by: Proof;
    last_seen_at: IsoInstant;
    revoked_at: IsoInstant | null;
    proved_at: IsoInstant;
    proved_by: Proof;
  };
  kept_forms: { id: string; person_id: string; path: string; fields: Record<string, unknown>; kept_at: IsoInstant };
};

export const sessionLimits = {
  idleMs: 2 * 3_600_000,
  absoluteMs: 12 * 3_600_000,
  linkMs: 15 * 60_000,
  /** A first invitation waits in a mailbox over a weekend; it works once, and a newer one ends it. */
  invitationMs: 7 * 24 * 3_600_000,
  /** What needs a fresh proof is served so long after one. */
  freshMs: 10 * 60_000,
  keptMs: 24 * 3_600_000,
  /** How long the rows of links and sessions that have ended stay: what the records law of the packs says. */
  rowMs: 31 * 24 * 3_600_000,
  /** How long the browser keeps the cookie: past the session's end, so that whose session ran out is still known. */
  cookieMs: 36 * 3_600_000,
};

const instant = (ms: number) => new Date(ms).toISOString() as IsoInstant;

/**
 * A new link's secret. With `runId` it works again and again while that process lives; else once, for 15 minutes.
 * With `forSession` it opens no session: it proves, for that one, who its owner is.
 */
export async function makeSignInLink(
  db: Database,
  personId: string,
  now: number,
  runId: string | null,
  forSession: string | null = null,
  lifetimeMs: number = sessionLimits.linkMs,
): Promise<string> {
  const token = newSecret();
  const lifetime = runId ? 365 * 24 * 3_600_000 : lifetimeMs;
  await db
    .withTables<Tables>()
    .insertInto('sign_in_links')
    .values({
      token_hash: sha256(token),
      person_id: personId,
      made_at: instant(now),
      expires_at: instant(now + lifetime),
      run_id: runId,
      used_at: null,
      for_session: forSession,
    })
    .execute();
  return token;
}

/** A person's links that nobody used yet open nothing any more: a newer one was sent, or the address has changed. */
export async function endOpenLinks(db: Database, personId: string, now: number): Promise<void> {
  await db
    .withTables<Tables>()
    .updateTable('sign_in_links')
    .set({ expires_at: instant(now) })
    .where('person_id', '=', personId)
    .where('run_id', 'is', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', instant(now))
    .execute();
}

/** The person whom a link would sign in, or prove for that session; null when it is unknown, used up or too old. Changes nothing. */
export async function personOfLink(
  db: Database,
  token: string,
  now: number,
  forSession: string | null = null,
): Promise<string | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('sign_in_links')
    .selectAll()
    .where('token_hash', '=', sha256(token))
    .where('for_session', forSession === null ? 'is' : '=', forSession)
    .executeTakeFirst();
  if (!row || Date.parse(row.expires_at) <= now) return null;
  return row.run_id || !row.used_at ? row.person_id : null;
}

/** Uses the link: its person once, or always for a link of a living evaluation run. */
export async function takeSignInLink(
  db: Database,
  token: string,
  now: number,
  forSession: string | null = null,
): Promise<string | null> {
  const row = await db
    .withTables<Tables>()
    .updateTable('sign_in_links')
    .set({ used_at: instant(now) })
    .where('token_hash', '=', sha256(token))
    .where('for_session', forSession === null ? 'is' : '=', forSession)
    .where('expires_at', '>', instant(now))
    .where((where) => where.or([where('run_id', 'is not', null), where('used_at', 'is', null)]))
    .returning('person_id')
    .executeTakeFirst();
  return row?.person_id ?? null;
}

/** Ends the links of earlier evaluation runs: called when a process starts. */
export async function endLinksOfOtherRuns(db: Database, runId: string): Promise<void> {
  await db
    .withTables<Tables>()
    .deleteFrom('sign_in_links')
    .where('run_id', 'is not', null)
    .where('run_id', '!=', runId)
    .where(sql<boolean>`not is_held('city.sign_in_link', token_hash)`)
    .execute();
}

/** The part of a session's secret that stays when the secret is renewed: forms that are open elsewhere are bound to it. */
export function markOfSecret(secret: string): string {
  return secret.split('.', 1)[0] as string;
}

/** Opens a session and answers the secret for its cookie. Signing in is a proof. */
export async function openSession(db: Database, personId: string, now: number, by: Proof = 'link'): Promise<string> {
  const secret = `${newSecret().slice(0, 22)}.${newSecret()}`;
  await db
    .withTables<Tables>()
    .insertInto('sessions')
    .values({
      id_hash: sha256(secret),
      person_id: personId,
      signed_in_at: instant(now),
      signed_in_by: by,
      last_seen_at: instant(now),
      revoked_at: null,
      proved_at: instant(now),
      proved_by: by,
    })
    .execute();
  return secret;
}

/** After a fresh proof: the session gets a new secret, and the old one opens nothing any more. Null when it has ended. */
export async function renewSession(
  db: Database,
  { idHash, mark }: { idHash: string; mark: string },
  by: Proof,
  now: number,
): Promise<string | null> {
  const renewed = `${mark}.${newSecret()}`;
  const row = await db
    .withTables<Tables>()
    .updateTable('sessions')
    .set({ id_hash: sha256(renewed), proved_at: instant(now), proved_by: by })
    .where('id_hash', '=', idHash)
    .where('revoked_at', 'is', null)
    .returning('id_hash')
    .executeTakeFirst();
  return row ? renewed : null;
}

export type FoundSession = { idHash: string; personId: string; isLive: boolean; provedAt: IsoInstant };

/** The session of a cookie, live or run out; null when there never was one or it was revoked. */
export async function findSession(db: Database, secret: string, now: number): Promise<FoundSession | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('sessions')
    .selectAll()
    .where('id_hash', '=', sha256(secret))
    .executeTakeFirst();
  if (!row || row.revoked_at) return null;
  const isIdle = now - Date.parse(row.last_seen_at) > sessionLimits.idleMs;
  const isOld = now - Date.parse(row.signed_in_at) > sessionLimits.absoluteMs;
  if (!isIdle && !isOld && now - Date.parse(row.last_seen_at) > 60_000) {
    await db
      .withTables<Tables>()
      .updateTable('sessions')
      .set({ last_seen_at: instant(now) })
      .where('id_hash', '=', row.id_hash)
      .execute();
  }
  return { idHash: row.id_hash, personId: row.person_id, isLive: !isIdle && !isOld, provedAt: row.proved_at };
}

export async function revokeSession(db: Database, idHash: string, now: number): Promise<void> {
  await db
    .withTables<Tables>()
    .updateTable('sessions')
    .set({ revoked_at: instant(now) })
    .where('id_hash', '=', idHash)
    .execute();
}

/** Revokes all of a person's sessions; answers how many there were. */
export async function revokeSessionsOf(db: Database, personId: string, now: number): Promise<number> {
  const result = await db
    .withTables<Tables>()
    .updateTable('sessions')
    .set({ revoked_at: instant(now) })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Revokes a person's sessions but one; answers how many there were. */
export async function revokeOtherSessions(
  db: Database,
  personId: string,
  idHash: string,
  now: number,
): Promise<number> {
  const result = await db
    .withTables<Tables>()
    .updateTable('sessions')
    .set({ revoked_at: instant(now) })
    .where('person_id', '=', personId)
    .where('id_hash', '!=', idHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** A person's sessions that can still be used, newest first. */
export function sessionsOf(db: Database, personId: string, now: number) {
  return db
    .withTables<Tables>()
    .selectFrom('sessions')
    .selectAll()
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('signed_in_at', '>', instant(now - sessionLimits.absoluteMs))
    .where('last_seen_at', '>', instant(now - sessionLimits.idleMs))
    .orderBy('signed_in_at', 'desc')
    .execute();
}

/** Keeps what was typed, for the person whose session had run out; answers the id under which it waits for a day. */
export async function keepForm(
  db: Database,
  personId: string,
  path: string,
  fields: Record<string, unknown>,
  now: number,
): Promise<string> {
  const id = newSecret();
  await db
    .withTables<Tables>()
    .insertInto('kept_forms')
    .values({
      id: sha256(id),
      person_id: personId,
      path,
      fields: JSON.stringify(fields) as never,
      kept_at: instant(now),
    })
    .execute();
  return id;
}

export async function keptForm(
  db: Database,
  personId: string,
  id: string,
  now: number,
): Promise<{ path: string; fields: Record<string, unknown> } | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('kept_forms')
    .selectAll()
    .where('id', '=', sha256(id))
    .where('person_id', '=', personId)
    .where('kept_at', '>', instant(now - sessionLimits.keptMs))
    .executeTakeFirst();
  return row ? { path: row.path, fields: row.fields } : null;
}

export async function dropOldForms(db: Database, now: number): Promise<void> {
  await db
    .withTables<Tables>()
    .deleteFrom('kept_forms')
    .where('kept_at', '<', instant(now - sessionLimits.keptMs))
    .where(sql<boolean>`not is_held('city.kept_form', id)`)
    .execute();
}

/** Links and sessions a month after they ended; a legal hold keeps some. Who signed in when stays in the audit. */
export async function dropOldSessions(db: Database, now: number): Promise<void> {
  const before = instant(now - sessionLimits.rowMs);
  await sql`delete from sign_in_links where expires_at < ${before} and not is_held('city.sign_in_link', token_hash)`.execute(
    db,
  );
  await sql`delete from sessions where signed_in_at < ${before} and not is_held('city.session', id_hash)`.execute(db);
}

export function isFresh(provedAt: IsoInstant, now: number): boolean {
  return now - Date.parse(provedAt) <= sessionLimits.freshMs;
}
