/** Signing in by a link in a mail, signing out, and ending sessions. Times are the real clock's, handed in. */
import type { IsoInstant } from '#kit/dates.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { writeMail } from '#platform/mail.ts';
import {
  makeSignInLink,
  openSession,
  personOfLink,
  revokeSession,
  sessionLimits,
  sessionsOf,
  takeSignInLink,
} from '#platform/sessions.ts';
import type { Actor } from '#rules/permissions.ts';
import { actorOf, linksMadeSince, personByEmail } from './city-people-store.ts';
import { inOneTransaction } from './city-store.ts';

/** The most links that one address is sent within the lifetime of a link. */
const linksAtATime = 5;

/**
 * Writes a mail with a link when the address is known and was not sent too many; otherwise does nothing.
 * The caller says the same in every case.
 */
export async function mailSignInLink(
  city: City,
  acting: Acting,
  email: string,
  compose: (token: string) => { subject: string; body: string },
  now: number,
): Promise<void> {
  const person = await personByEmail(city.db, email);
  if (!person) return;
  const since = new Date(now - sessionLimits.linkMs).toISOString() as IsoInstant;
  if ((await linksMadeSince(city.db, person.id, since)) >= linksAtATime) return;
  await auditedChange(city, { ...acting, actor: null }, async (tx) => {
    const token = await makeSignInLink(tx, person.id, now, null);
    const about = { kind: 'person', id: person.id } as const;
    await writeMail(city, tx, { toPersonId: person.id, toAddress: person.email, ...compose(token), about });
    return { value: null, note: { event: 'session.link_made', subject: about, details: { by: 'mail' } } };
  });
}

/** A link made without a mail: by a command, or for an evaluation (`runId`), whose links work until the process stops. */
export async function makeLink(
  city: City,
  acting: Acting,
  personId: string,
  now: number,
  runId: string | null,
): Promise<string> {
  return auditedChange(city, acting, async (tx) => ({
    value: await makeSignInLink(tx, personId, now, runId),
    note: {
      event: 'session.link_made',
      subject: { kind: 'person', id: personId },
      details: { by: runId ? 'evaluation' : 'command' },
    },
  }));
}

/** Whom a link would sign in. Changes nothing, so that a mail scanner that follows links uses none up. */
export async function readLink(city: City, token: string, now: number): Promise<Actor | null> {
  const personId = await personOfLink(city.db, token, now);
  return personId ? actorOf(city, personId) : null;
}

export type SignedIn = { secret: string; actor: Actor };

/** Takes the link and opens a session; the secret is for the cookie alone. */
export async function signInByLink(city: City, acting: Acting, token: string, now: number): Promise<Result<SignedIn>> {
  return inOneTransaction(city, async (inside) => {
    const personId = await takeSignInLink(inside.db, token, now);
    const actor = personId ? await actorOf(inside, personId) : null;
    if (!actor) return refuse('session.refused.link');
    return ok(await open(inside, acting, actor, 'link', now));
  });
}

/** In an evaluation: signs in as one of its people without a link. The caller has made sure that this is an evaluation. */
export async function signInAs(city: City, acting: Acting, personId: string, now: number): Promise<Result<SignedIn>> {
  const actor = await actorOf(city, personId);
  return actor ? ok(await open(city, acting, actor, 'evaluation', now)) : refuse('session.refused.person');
}

function open(city: City, acting: Acting, actor: Actor, by: 'link' | 'evaluation', now: number): Promise<SignedIn> {
  return auditedChange(city, { ...acting, actor }, async (tx) => ({
    value: { secret: await openSession(tx, actor.personId, now), actor },
    note: { event: 'session.signed_in', subject: { kind: 'person', id: actor.personId }, details: { by } },
  }));
}

/** Ends one session of the actor's own: `why` tells a sign-out from a session ended from afar. */
export async function endSession(
  city: City,
  acting: Acting,
  idHash: string,
  why: 'signed_out' | 'revoked',
  now: number,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return refuse('session.refused.session');
  const own = await sessionsOf(city.db, actor.personId, now);
  if (!own.some((session) => session.id_hash === idHash)) return refuse('session.refused.session');
  await auditedChange(city, acting, async (tx) => {
    await revokeSession(tx, idHash, now);
    return { value: null, note: { event: `session.${why}`, subject: { kind: 'person', id: actor.personId } } };
  });
  return ok(null);
}
