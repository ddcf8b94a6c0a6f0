/** Passkeys: added, used for signing in and for showing again who one is, removed. Times are the real clock's, handed in. */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { cityUrl } from './city-address.ts';
import { challengeOf } from './city-passkey-answer.ts';
import * as store from './city-passkey-store.ts';
import { actorOf, personById } from './city-people-store.ts';
import { type ProvingSession, prove } from './city-proof-service.ts';
import { enter, recordRefusal, type SignedIn } from './city-session-service.ts';
import { inOneTransaction } from './city-store.ts';

/** To whom a passkey belongs: browsers hold them to a host name. */
export type RelyingParty = { id: string; origin: string };

/** Null where browsers allow no passkey: under a bare IP address, or without encryption anywhere but on localhost. */
export function relyingPartyOf(baseUrl: string, city: Pick<City, 'slug' | 'host'>): RelyingParty | null {
  const { hostname, origin, protocol } = new URL(cityUrl(baseUrl, city, '/'));
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  if (isAddress || (protocol !== 'https:' && hostname !== 'localhost' && !hostname.endsWith('.localhost'))) return null;
  return { id: hostname, origin };
}

/** What an authenticator calls the person: tells nothing of them, and differs between cities under one host name. */
const handleOf = (city: City, personId: string) =>
  createHash('sha256').update(`passkey ${city.schema} ${personId}`).digest();

type Asked = { purpose: store.ChallengePurpose; forSession: string | null };

async function keepChallenge(city: City, acting: Acting, challenge: string, asked: Asked, now: number): Promise<void> {
  const { actor } = acting;
  const subject = actor
    ? ({ kind: 'person', id: actor.personId } as const)
    : ({ kind: 'city', id: city.slug } as const);
  await auditedChange(city, acting, async (tx) => {
    await store.insertChallenge(tx, challenge, asked, now);
    const details = { by: 'passkey', purpose: asked.purpose };
    return { value: null, note: { event: 'session.proof_begun', subject, details } };
  });
}

/** What `navigator.credentials.create` is given. */
export async function beginPasskey(
  city: City,
  acting: Acting,
  party: RelyingParty,
  idHash: string,
  now: number,
): Promise<Result<object>> {
  const person = acting.actor ? await personById(city.db, acting.actor.personId) : null;
  if (!person) return refuse('session.refused.session');
  const known = await store.passkeysOf(city.db, person.id);
  const options = await generateRegistrationOptions({
    rpName: city.profile.name.en,
    rpID: party.id,
    userID: new Uint8Array(handleOf(city, person.id)),
    userName: person.email,
    userDisplayName: person.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(city, acting, options.challenge, { purpose: 'add', forSession: idHash }, now);
  return ok(options);
}

export async function addPasskey(
  city: City,
  acting: Acting,
  party: RelyingParty,
  idHash: string,
  typed: { name: string; credential: RegistrationResponseJSON },
  now: number,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return refuse('session.refused.session');
  const { credential, name } = typed;
  const challenge = challengeOf(credential);
  if (!(await store.takeChallenge(city.db, challenge, { purpose: 'add', forSession: idHash }, now)))
    return refused(city, acting, 'challenge_unknown');
  const verified = await verifyRegistrationResponse({
    response: credential,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
  }).catch(() => null);
  if (!verified?.verified) return refused(city, acting, 'not_verified');
  const { credential: made, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  return inOneTransaction(city, async (inside) => {
    const isAdded = await store.insertPasskey(
      inside.db,
      {
        id: made.id,
        personId: actor.personId,
        name,
        publicKey: Buffer.from(made.publicKey).toString('base64url'),
        counter: made.counter,
        transports: made.transports ?? [],
        isSynced: credentialDeviceType === 'multiDevice',
        isBackedUp: credentialBackedUp,
      },
      now,
    );
    if (!isAdded) return refuse('session.passkey.known');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: { event: 'session.passkey_added', subject: { kind: 'person', id: actor.personId } },
    }));
    return ok(null);
  });
}

/** What `navigator.credentials.get` is given: for signing in any passkey of this site, for a proof the person's own. */
export async function askPasskey(
  city: City,
  acting: Acting,
  party: RelyingParty,
  asked: Asked,
  now: number,
): Promise<object> {
  const own = acting.actor && asked.purpose === 'prove' ? await store.passkeysOf(city.db, acting.actor.personId) : [];
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: 'required',
    allowCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] as never })),
  });
  await keepChallenge(city, acting, options.challenge, asked, now);
  return options;
}

export async function signInByPasskey(
  city: City,
  acting: Acting,
  party: RelyingParty,
  credential: AuthenticationResponseJSON,
  former: string | null,
  now: number,
): Promise<Result<SignedIn>> {
  const asked: Asked = { purpose: 'sign_in', forSession: null };
  const nobody = { ...acting, actor: null };
  const done = await inOneTransaction(city, async (inside): Promise<Result<SignedIn>> => {
    const owner = await verify(inside, party, credential, asked, now);
    const actor = owner.ok ? await actorOf(inside, owner.value) : null;
    if (!owner.ok) return owner;
    if (!actor) return refuse('session.passkey.refused', undefined, { why: 'suspended' });
    return ok(await enter(inside, acting, actor, 'passkey', former, now));
  });
  return done.ok ? done : refused(city, nobody, String(done.refusals[0]?.values?.['why'] ?? 'not_verified'));
}

export async function proveByPasskey(
  city: City,
  acting: Acting,
  party: RelyingParty,
  credential: AuthenticationResponseJSON,
  session: ProvingSession,
  now: number,
): Promise<Result<{ secret: string }>> {
  const asked: Asked = { purpose: 'prove', forSession: session.idHash };
  const done = await inOneTransaction(city, async (inside): Promise<Result<{ secret: string }>> => {
    const owner = await verify(inside, party, credential, asked, now);
    if (!owner.ok) return owner;
    if (owner.value !== acting.actor?.personId)
      return refuse('session.passkey.refused', undefined, { why: 'another_person' });
    return prove(inside, acting, session, 'passkey', now);
  });
  return done.ok ? done : refused(city, acting, String(done.refusals[0]?.values?.['why'] ?? 'not_verified'));
}

/**
 * Whose passkey answered. The challenge is used up whatever comes of it. A counter that does not go on says that the
 * key was copied: refused. Keys that do not count say 0 each time.
 */
async function verify(
  inside: City,
  party: RelyingParty,
  credential: AuthenticationResponseJSON,
  asked: Asked,
  now: number,
): Promise<Result<string>> {
  const no = (why: string) => refuse('session.passkey.refused', undefined, { why });
  const challenge = challengeOf(credential);
  if (!(await store.takeChallenge(inside.db, challenge, asked, now))) return no('challenge_unknown');
  const passkey = await store.lockPasskey(inside.db, credential.id);
  if (!passkey) return no('passkey_unknown');
  const { userHandle } = credential.response;
  if (userHandle && userHandle !== handleOf(inside, passkey.personId).toString('base64url')) return no('handle_wrong');
  const verified = await verifyAuthenticationResponse({
    response: credential,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    // Held against the last counter below, so that the audit can say so.
    credential: { id: passkey.id, publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')), counter: 0 },
  }).catch(() => null);
  if (!verified?.verified) return no('not_verified');
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  if ((newCounter > 0 || passkey.counter > 0) && newCounter <= passkey.counter) return no('counter_went_back');
  await store.notePasskeyUse(inside.db, passkey.id, { counter: newCounter, isBackedUp: credentialBackedUp }, now);
  return ok(passkey.personId);
}

async function refused(city: City, acting: Acting, why: string): Promise<Result<never>> {
  await recordRefusal(city, acting, 'passkey', why, acting.actor?.personId);
  return refuse(why === 'counter_went_back' ? 'session.passkey.counter' : 'session.passkey.refused');
}

export async function removePasskey(city: City, acting: Acting, id: string): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return refuse('session.refused.session');
  return inOneTransaction(city, async (inside) => {
    if (!(await store.deletePasskey(inside.db, actor.personId, id))) return refuse('session.passkey.gone');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: { event: 'session.passkey_removed', subject: { kind: 'person', id: actor.personId } },
    }));
    return ok(null);
  });
}
