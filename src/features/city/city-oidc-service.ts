/** Signing in by the city's own account, and showing with it again who one is. Times are the real clock's, handed in. */
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import { newSecret } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { localeOf } from '#i18n/locales.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Actor } from '#rules/permissions.ts';
import { alignGroups } from './city-group-service.ts';
import { groupRules } from './city-group-store.ts';
import type { CityIdentity } from './city-oidc-client.ts';
import { type DoorRefusal, type ProvenIdentity, wasAskedSince, whoComesIn } from './city-oidc-decision.ts';
import * as store from './city-oidc-store.ts';
import { actorOf } from './city-people-store.ts';
import { type ProvingSession, prove } from './city-proof-service.ts';
import { addPerson } from './city-service.ts';
import { enter, recordRefusal } from './city-session-service.ts';
import { inOneTransaction } from './city-store.ts';

export type BeginAtCity = { redirectUri: string; next: string | null; locale: string; forSession: string | null };

/** Remembers the attempt and answers where to send the browser, and the secret that binds the attempt to it. */
export async function beginAtCity(
  city: City,
  acting: Acting,
  identity: CityIdentity,
  begin: BeginAtCity,
  now: number,
): Promise<Result<{ address: string; browser: string }>> {
  const { redirectUri, next, locale, forSession } = begin;
  const [state, nonce, codeVerifier, browser] = [newSecret(), randomNonce(), randomPKCECodeVerifier(), newSecret()];
  const address = await identity.address({ redirectUri, state, nonce, codeVerifier, isProof: forSession !== null });
  if (!address.ok) return address;
  await auditedChange(city, acting, async (tx) => {
    await store.insertAttempt(tx, { state, browser, nonce, codeVerifier, next, locale, forSession }, now);
    const { actor } = acting;
    const subject = actor
      ? ({ kind: 'person', id: actor.personId } as const)
      : ({ kind: 'city', id: city.slug } as const);
    return { value: null, note: { event: 'session.proof_begun', subject, details: { by: 'oidc' } } };
  });
  return ok({ address: address.value, browser });
}

export type Arrival = {
  redirectUri: string;
  browser: string;
  /** What the provider put into the address: code, state, issuer. */
  answer: Readonly<Record<string, string>>;
  /** The session of this browser, for showing again who one is, or to be ended by a new one. */
  session: ProvingSession | null;
  /** The language of somebody who is added now. */
  locale: string;
};
export type Arrived = { isProof: boolean; secret: string; actor: Actor; next: string | null };

/** Uses the attempt, asks the provider what it knows, and lets the person in or says why not. */
export async function arriveFromCity(
  city: City,
  acting: Acting,
  identity: CityIdentity,
  arrival: Arrival,
  now: number,
): Promise<Result<Arrived>> {
  const { redirectUri, browser, answer, session } = arrival;
  const state = answer['state'] ?? '';
  // Used before the provider is asked: however that ends, nobody can try the same answer again. Either end is audited.
  const attempt = await store.takeIdentityAttempt(city.db, state, browser, now);
  const subjectId = acting.actor?.personId ?? null;
  const refused = async (key: string, why: string): Promise<Result<never>> => {
    await recordRefusal(city, acting, 'oidc', why, subjectId);
    return refuse(key);
  };
  if (!attempt) return refused('session.city.gone', 'attempt_unknown');
  const { nonce, codeVerifier, forSession, next } = attempt;
  if (forSession && forSession !== session?.idHash) return refused('session.city.gone', 'another_session');
  const ask = { redirectUri, state, nonce, codeVerifier, isProof: forSession !== null };
  const claims = await identity.claims(ask, answer);
  if (!claims.ok) {
    const [first] = claims.refusals;
    return refused(first?.key ?? 'session.city.answer', String(first?.values?.['code'] ?? 'away'));
  }
  if (!forSession || !session || !acting.actor) {
    const entered = await enterByAccount(city, acting, claims.value, arrival, now);
    return entered.ok
      ? ok({ ...entered.value, isProof: false, next })
      : refused(entered.refusals[0]?.key ?? '', whyOf(entered));
  }
  if (!wasAskedSince(claims.value, Date.parse(attempt.madeAt)))
    return refused('session.city.not-asked', 'not_asked_again');
  const proved = await proveByAccount(city, acting, acting.actor, claims.value, session, now);
  return proved.ok
    ? ok({ ...proved.value, isProof: true, actor: acting.actor, next })
    : refused('session.city.another', 'another_person');
}

const whyOf = (result: Result<unknown>) => (result.ok ? '' : String(result.refusals[0]?.values?.['why'] ?? 'refused'));

const refusalKeys: Readonly<Record<DoorRefusal, string>> = {
  suspended: 'session.city.suspended',
  email_missing: 'session.city.no-email',
  email_unverified: 'session.city.no-email',
  email_of_another: 'session.city.email-of-another',
  unknown: 'session.city.unknown',
};

function enterByAccount(
  city: City,
  acting: Acting,
  proven: ProvenIdentity,
  { session, locale }: Arrival,
  now: number,
): Promise<Result<{ secret: string; actor: Actor }>> {
  const { issuer, subject, email, groups } = proven;
  const nobody: Acting = { ...acting, actor: null };
  return inOneTransaction(city, async (inside) => {
    const linked = await store.personOfAccount(inside.db, issuer, subject);
    const holder = email === null ? null : await store.holderOfEmail(inside.db, email, issuer);
    const hasMappedGroup = (await groupRules(inside.db)).some((rule) => groups?.includes(rule.group));
    const isEmailOfAnotherAccount = holder?.isLinked ?? false;
    const decision = whoComesIn(proven, { linked, byEmail: holder, isEmailOfAnotherAccount, hasMappedGroup });
    if (decision.kind === 'refused') return refuse(refusalKeys[decision.why], undefined, { why: decision.why });
    const personId = decision.kind === 'known' ? decision.personId : await addByAccount(inside, nobody, proven, locale);
    await link(inside, nobody, proven, personId, !linked, now);
    await alignGroups(inside, nobody, personId, groups);
    const actor = await actorOf(inside, personId);
    if (!actor) return refuse('session.city.suspended', undefined, { why: 'suspended' });
    return ok(await enter(inside, acting, actor, 'oidc', session?.idHash ?? null, now));
  });
}

async function addByAccount(inside: City, acting: Acting, proven: ProvenIdentity, locale: string): Promise<string> {
  const { email, name } = proven;
  if (email === null) throw new Error('a person without an address is not added');
  const tag = localeOf(locale) ? locale : 'en';
  const added = await addPerson(inside, acting, { name: name ?? email, email, locale: tag });
  if (!added.ok) throw new Error('a person who was looked for and not found could not be added');
  return added.value.personId;
}

async function link(
  inside: City,
  acting: Acting,
  { issuer, subject }: ProvenIdentity,
  personId: string,
  isNew: boolean,
  now: number,
): Promise<void> {
  if (!isNew) return store.linkAccount(inside.db, { issuer, subject, personId }, now);
  await auditedChange(inside, acting, async (tx) => {
    await store.linkAccount(tx, { issuer, subject, personId }, now);
    return { value: null, note: { event: 'session.account_linked', subject: { kind: 'person', id: personId } } };
  });
}

/** The account is this person's, by an earlier sign-in or, where neither was linked before, by the verified address. */
function proveByAccount(
  city: City,
  acting: Acting,
  actor: Actor,
  proven: ProvenIdentity,
  session: ProvingSession,
  now: number,
): Promise<Result<{ secret: string }>> {
  return inOneTransaction(city, async (inside) => {
    const linked = await store.personOfAccount(inside.db, proven.issuer, proven.subject);
    const { email, issuer } = proven;
    const holder = email === null ? null : await store.holderOfEmail(inside.db, email, issuer);
    const facts = {
      linked,
      byEmail: holder,
      isEmailOfAnotherAccount: holder?.isLinked ?? false,
      hasMappedGroup: false,
    };
    const decision = whoComesIn(proven, facts);
    if (decision.kind !== 'known' || decision.personId !== actor.personId) return refuse('session.city.another');
    await link(inside, acting, proven, actor.personId, decision.isNewLink, now);
    return prove(inside, acting, session, 'oidc', now);
  });
}

/** From now on this person's account is not known here: the next sign-in with it goes by the address again. */
export async function forgetAccount(city: City, acting: Acting): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return refuse('city.refused.not-allowed');
  return inOneTransaction(city, async (inside) => {
    if ((await store.forgetAccounts(inside.db, actor.personId)) === 0) return refuse('session.refused.account');
    await auditedChange(inside, acting, async () => ({
      value: null,
      note: { event: 'session.account_unlinked', subject: { kind: 'person', id: actor.personId } },
    }));
    return ok(null);
  });
}
