/** The doors of the page about oneself: sessions, passkeys, the city's account, the language of mail. */
import type { Refusal } from '#kit/result.ts';
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { notFound, PageRefused } from '#platform/errors.ts';
import { sessionsOf } from '#platform/sessions.ts';
import { mePage } from './city-me-pages.ts';
import { accountsOf } from './city-oidc-store.ts';
import { passkeyNameForm, readRegistration } from './city-passkey-answer.ts';
import { addPasskey, beginPasskey, relyingPartyOf, removePasskey } from './city-passkey-service.ts';
import { passkeysOf } from './city-passkey-store.ts';
import {
  beginPasskeyPath,
  mePath,
  myLanguagePath,
  passkeysPath,
  removePasskeyPath,
  revokeOthersPath,
  revokePath,
} from './city-paths.ts';
import { personById } from './city-people-store.ts';
import type { CityDeps } from './city-questions.ts';
import { chooseLanguage } from './city-service.ts';
import { provingSession } from './city-session-answers.ts';
import { sessionLimitsOf as limits } from './city-session-limits.ts';
import { endOtherSessions, endSession } from './city-session-service.ts';

export function meRoutes(deps: CityDeps): Route[] {
  return [
    get(mePath, { permission: 'signed_in', event: 'none', handle: (page) => me(page, deps) }),
    post(myLanguagePath, {
      record: 'none',
      permission: 'signed_in',
      event: 'city.language_chosen',
      handle: saveLanguage,
    }),
    post(revokePath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.revoked',
      handle: (page) => revoke(page, deps),
    }),
    post(revokeOthersPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.revoked',
      handle: (page) => revokeOthers(page, deps),
    }),
    post(beginPasskeyPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.proof_begun',
      proof: 'fresh',
      handle: (page) => begin(page, deps),
    }),
    post(passkeysPath, {
      record: 'city.passkey',
      permission: 'signed_in',
      event: 'session.passkey_added',
      proof: 'fresh',
      handle: (page) => save(page, deps),
    }),
    post(removePasskeyPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.passkey_removed',
      proof: 'fresh',
      handle: remove,
    }),
  ];
}

async function me(page: Page, deps: CityDeps, faults: readonly Refusal[] = []): Promise<Answer> {
  const { actor, city } = page;
  const person = actor && (await personById(city.db, actor.personId));
  if (!actor || !person) throw notFound();
  const [sessions, passkeys, accounts] = await Promise.all([
    sessionsOf(city.db, actor.personId, deps.now()),
    passkeysOf(city.db, actor.personId),
    accountsOf(city.db, actor.personId),
  ]);
  const view = {
    actor,
    email: person.email,
    locale: person.locale,
    sessions: sessions.map((session) => ({
      idHash: session.id_hash,
      signedInAt: session.signed_in_at,
      signedInBy: session.signed_in_by,
      lastSeenAt: session.last_seen_at,
      isThis: session.id_hash === page.sessionHash,
    })),
    passkeys,
    accounts,
    mayUsePasskeys: relyingPartyOf(deps.baseUrl, city) !== null,
    acts: deps.acts,
    passkeyName: typedText(page.fields, 'name'),
    faults,
  };
  const status = faults.length > 0 ? 422 : 200;
  return staffPage(page.t('session.me.title'), mePage(page, view), { script: 'sign-in.js', status });
}

async function saveLanguage(page: Page): Promise<Answer> {
  const result = await chooseLanguage(page.city, page.acting, typedText(page.fields, 'locale'));
  if (!result.ok) throw new PageRefused(422, result.refusals[0]?.key ?? 'city.refused.language');
  return redirect(mePath.to({}), 'city.language_chosen');
}

async function revoke(page: Page, { now }: CityDeps): Promise<Answer> {
  const result = await endSession(page.city, page.acting, page.params.session as string, 'revoked', now());
  if (!result.ok) throw notFound();
  return redirect(mePath.to({}), 'session.revoked');
}

async function revokeOthers(page: Page, { now }: CityDeps): Promise<Answer> {
  const result = await endOtherSessions(page.city, page.acting, provingSession(page).idHash, now());
  if (!result.ok) throw notFound();
  return redirect(mePath.to({}), 'session.revoked');
}

async function begin(page: Page, { baseUrl, now }: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(baseUrl, page.city);
  if (!party) throw notFound();
  await page.mustBeWithin(limits.begin);
  const options = await beginPasskey(page.city, page.acting, party, provingSession(page).idHash, now());
  if (!options.ok) throw notFound();
  return { kind: 'text', body: JSON.stringify(options.value), mediaType: 'application/json', fileName: null };
}

async function save(page: Page, deps: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(deps.baseUrl, page.city);
  if (!party) throw notFound();
  const typed = parseForm(passkeyNameForm, page.fields);
  if (!typed.ok) return me(page, deps, typed.refusals);
  const credential = readRegistration(typedText(page.fields, 'credential'));
  if (!credential) return me(page, deps, [{ key: 'session.passkey.refused' }]);
  const { idHash } = provingSession(page);
  const made = { name: typed.value.name, credential };
  const result = await addPasskey(page.city, page.acting, party, idHash, made, deps.now());
  return result.ok ? redirect(mePath.to({}), 'session.passkey_added') : me(page, deps, result.refusals);
}

async function remove(page: Page): Promise<Answer> {
  const result = await removePasskey(page.city, page.acting, page.params.passkey as string);
  if (!result.ok) throw notFound();
  return redirect(mePath.to({}), 'session.passkey_removed');
}
