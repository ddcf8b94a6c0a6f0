/** Showing again who one is, for a session that is open: what needs a fresh proof is served for some minutes after. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { writeMail } from '#platform/mail.ts';
import { makeSignInLink, personOfLink, type Proof, renewSession, takeSignInLink } from '#platform/sessions.ts';
import { personById } from './city-people-store.ts';
import { type ComposeMail, recordRefusal } from './city-session-service.ts';
import { inOneTransaction } from './city-store.ts';

/** The session that is proved: its hash, and the part of its secret that stays. */
export type ProvingSession = { idHash: string; mark: string };

/** Notes the proof and gives the session a new secret: whoever had the old one has nothing. */
export async function prove(
  city: City,
  acting: Acting,
  session: ProvingSession,
  by: Proof,
  now: number,
): Promise<Result<{ secret: string }>> {
  const { actor } = acting;
  if (!actor) return refuse('session.refused.session');
  return inOneTransaction(city, async (inside) => {
    const secret = await renewSession(inside.db, session, by, now);
    if (!secret) return refuse('session.refused.session');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: { event: 'session.proved', subject: { kind: 'person', id: actor.personId }, details: { by } },
    }));
    return ok({ secret });
  });
}

/** Mails the person a link that proves for this session alone, and signs nobody in. */
export async function mailProofLink(
  city: City,
  acting: Acting,
  idHash: string,
  compose: ComposeMail,
  now: number,
): Promise<Result<null>> {
  const person = acting.actor ? await personById(city.db, acting.actor.personId) : null;
  if (!person) return refuse('session.refused.session');
  await auditedChange(city, acting, async (tx) => {
    const token = await makeSignInLink(tx, person.id, now, null, idHash);
    const about = { kind: 'person', id: person.id } as const;
    const mail = compose(token, person.locale);
    await writeMail(city, tx, { toPersonId: person.id, toAddress: person.email, ...mail, about, kind: 'sign_in' });
    return { value: null, note: { event: 'session.link_made', subject: about, details: { by: 'proof' } } };
  });
  return ok(null);
}

/** True when the link proves for this session and its person. Changes nothing. */
export async function isProofLink(
  city: City,
  token: string,
  session: { idHash: string; personId: string },
  now: number,
): Promise<boolean> {
  return (await personOfLink(city.db, token, now, session.idHash)) === session.personId;
}

export async function proveByLink(
  city: City,
  acting: Acting,
  token: string,
  session: ProvingSession,
  now: number,
): Promise<Result<{ secret: string }>> {
  const { actor } = acting;
  const proved = await inOneTransaction(city, async (inside): Promise<Result<{ secret: string }>> => {
    const personId = await takeSignInLink(inside.db, token, now, session.idHash);
    return personId && personId === actor?.personId
      ? prove(inside, acting, session, 'link', now)
      : refuse('session.refused.link');
  });
  if (!proved.ok) await recordRefusal(city, acting, 'link', 'link_unknown', actor?.personId);
  return proved;
}
