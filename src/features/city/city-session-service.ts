/** Signing in, signing out, and ending sessions. Times are the real clock's, handed in. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { writeMail } from '#platform/mail.ts';
import {
  makeSignInLink,
  openSession,
  personOfLink,
  type Proof,
  revokeOtherSessions,
  revokeSession,
  sessionsOf,
  takeSignInLink,
} from '#platform/sessions.ts';
import type { Actor } from '#rules/permissions.ts';
import { actorOf, personByEmail } from './city-people-store.ts';
import { inOneTransaction } from './city-store.ts';

/** A mail as it is written to a person, in the person's own language. */
export type ComposeMail = (token: string, locale: string) => { subject: string; body: string };

/**
 * Writes a mail with a link when the address is known; otherwise only the audit hears of it, so that both are one
 * transaction with a row or two. The caller says the same in both cases.
 */
export async function mailSignInLink(
  city: City,
  acting: Acting,
  email: string,
  compose: ComposeMail,
  now: number,
): Promise<void> {
  const nobody = { ...acting, actor: null };
  const person = await personByEmail(city.db, email);
  if (!person) return recordRefusal(city, nobody, 'link', 'unknown_address');
  await auditedChange(city, nobody, async (tx) => {
    const token = await makeSignInLink(tx, person.id, now, null);
    const about = { kind: 'person', id: person.id } as const;
    const mail = compose(token, person.locale);
    await writeMail(city, tx, { toPersonId: person.id, toAddress: person.email, ...mail, about, kind: 'sign_in' });
    return { value: null, note: { event: 'session.link_made', subject: about, details: { by: 'mail' } } };
  });
}

/** Somebody was not let in, or did not prove who they are: by which way, and a word for why. */
export function recordRefusal(
  city: City,
  acting: Acting,
  by: Proof,
  why: string,
  personId: string | null = null,
): Promise<void> {
  const subject = personId ? ({ kind: 'person', id: personId } as const) : ({ kind: 'city', id: city.slug } as const);
  return auditedChange(city, acting, async () => ({
    value: undefined,
    note: { event: 'session.refused', subject, details: { by, why } },
  }));
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

/** Takes the link and opens a session; the secret is for the cookie alone. `former`: the session that this browser had. */
export async function signInByLink(
  city: City,
  acting: Acting,
  token: string,
  former: string | null,
  now: number,
): Promise<Result<SignedIn>> {
  return inOneTransaction(city, async (inside) => {
    const personId = await takeSignInLink(inside.db, token, now);
    const actor = personId ? await actorOf(inside, personId) : null;
    if (!actor) return refuse('session.refused.link');
    return ok(await enter(inside, acting, actor, 'link', former, now));
  });
}

/** In an evaluation: signs in as one of its people without a link. The caller has made sure that this is an evaluation. */
export async function signInAs(
  city: City,
  acting: Acting,
  personId: string,
  former: string | null,
  now: number,
): Promise<Result<SignedIn>> {
  const actor = await actorOf(city, personId);
  return actor ? ok(await enter(city, acting, actor, 'evaluation', former, now)) : refuse('session.refused.person');
}

/** Opens a session for somebody who has just shown who they are; the one that this browser had before ends. */
export function enter(
  city: City,
  acting: Acting,
  actor: Actor,
  by: Proof,
  former: string | null,
  now: number,
): Promise<SignedIn> {
  return auditedChange(city, { ...acting, actor }, async (tx) => {
    if (former) await revokeSession(tx, former, now);
    return {
      value: { secret: await openSession(tx, actor.personId, now, by), actor },
      note: { event: 'session.signed_in', subject: { kind: 'person', id: actor.personId }, details: { by } },
    };
  });
}

/** Ends every session of the actor's own but this one. */
export async function endOtherSessions(
  city: City,
  acting: Acting,
  idHash: string,
  now: number,
): Promise<Result<{ ended: number }>> {
  const { actor } = acting;
  if (!actor) return refuse('session.refused.session');
  return auditedChange(city, acting, async (tx) => {
    const ended = await revokeOtherSessions(tx, actor.personId, idHash, now);
    const subject = { kind: 'person', id: actor.personId } as const;
    return { value: ok({ ended }), note: { event: 'session.revoked', subject, details: { sessions: ended } } };
  });
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
