/** The doors of showing again who one is, for what needs a fresh proof. */
import type { Refusal, Result } from '#kit/result.ts';
import { typedText } from '#web/form.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { waitInWords } from '#web/refusal-pages.ts';
import { notAllowed, notFound } from '#platform/errors.ts';
import { safeNext } from './city-address.ts';
import { isEvaluationPerson } from './city-evaluation.ts';
import { readAuthentication } from './city-passkey-answer.ts';
import { askPasskey, proveByPasskey, relyingPartyOf } from './city-passkey-service.ts';
import { passkeysOf } from './city-passkey-store.ts';
import {
  askProofPasskeyPath,
  mailProofPath,
  outboxPath,
  proveAsMePath,
  proveCityPath,
  proveLinkPath,
  provePasskeyPath,
  provePath,
} from './city-paths.ts';
import { deadProofPage, proofLinkPage, proofSentPage, provePage } from './city-proof-pages.ts';
import { isProofLink, mailProofLink, prove, proveByLink } from './city-proof-service.ts';
import type { CityDeps } from './city-questions.ts';
import { goToCity } from './city-oidc-routes.ts';
import { proved, provingSession } from './city-session-answers.ts';
import { sessionLimitsOf as limits } from './city-session-limits.ts';
import { linkMail, linkMinutes } from './city-session-mail.ts';

export function proofRoutes(deps: CityDeps): Route[] {
  const proves = { permission: 'signed_in', event: 'session.proved' } as const;
  const begins = { permission: 'signed_in', event: 'session.proof_begun' } as const;
  return [
    get(provePath, { permission: 'signed_in', event: 'none', handle: (page) => ask(page, deps) }),
    post(proveAsMePath, { record: 'none', ...proves, handle: (page) => asMe(page, deps) }),
    post(proveCityPath, { record: 'none', ...begins, handle: (page) => atCity(page, deps) }),
    post(askProofPasskeyPath, { record: 'none', ...begins, handle: (page) => challenge(page, deps) }),
    post(provePasskeyPath, { record: 'none', ...proves, handle: (page) => byPasskey(page, deps) }),
    post(mailProofPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.link_made',
      handle: (page) => sendLink(page, deps),
    }),
    get(proveLinkPath, { permission: 'signed_in', event: 'none', handle: (page) => showLink(page, deps) }),
    post(proveLinkPath, { record: 'none', ...proves, handle: (page) => byLink(page, deps) }),
  ];
}

const nextOf = (page: Page) => safeNext(page.query['next'] ?? typedText(page.fields, 'next'));

async function ask(
  page: Page,
  { baseUrl, identity }: CityDeps,
  faults: readonly Refusal[] = [],
  status = faults.length > 0 ? 422 : 200,
): Promise<Answer> {
  if (!page.actor) throw notAllowed();
  const party = relyingPartyOf(baseUrl, page.city);
  const view = {
    next: nextOf(page),
    faults,
    hasPasskey: party !== null && (await passkeysOf(page.city.db, page.actor.personId)).length > 0,
    hasCitySignIn: identity !== null,
    isEvaluationPerson: page.isEvaluation && isEvaluationPerson(page.actor.personId),
  };
  return staffPage(page.t('session.prove.title'), provePage(page, view), { status, script: 'sign-in.js' });
}

/** Each attempt of a person counts, whichever way it takes. */
async function within(page: Page): Promise<void> {
  await page.mustBeWithin(limits.prove, page.actor?.personId ?? '');
}

async function finish(page: Page, deps: CityDeps, result: Result<{ secret: string }>): Promise<Answer> {
  return result.ok ? proved(page, result.value.secret, nextOf(page)) : ask(page, deps, result.refusals);
}

async function asMe(page: Page, deps: CityDeps): Promise<Answer> {
  if (!page.isEvaluation || !page.actor || !isEvaluationPerson(page.actor.personId)) throw notFound();
  await within(page);
  return finish(page, deps, await prove(page.city, page.acting, provingSession(page), 'evaluation', deps.now()));
}

async function atCity(page: Page, deps: CityDeps): Promise<Answer> {
  await within(page);
  const sent = await goToCity(page, deps, nextOf(page), provingSession(page).idHash);
  return sent.ok ? sent.value : ask(page, deps, sent.refusals, 503);
}

async function challenge(page: Page, { baseUrl, now }: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(baseUrl, page.city);
  if (!party) throw notFound();
  await within(page);
  const asked = { purpose: 'prove', forSession: provingSession(page).idHash } as const;
  const options = await askPasskey(page.city, page.acting, party, asked, now());
  return { kind: 'text', body: JSON.stringify(options), mediaType: 'application/json', fileName: null };
}

async function byPasskey(page: Page, deps: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(deps.baseUrl, page.city);
  if (!party) throw notFound();
  await within(page);
  const credential = readAuthentication(typedText(page.fields, 'credential'));
  if (!credential) return ask(page, deps, [{ key: 'session.passkey.refused' }]);
  const { city, acting } = page;
  return finish(page, deps, await proveByPasskey(city, acting, party, credential, provingSession(page), deps.now()));
}

async function sendLink(page: Page, deps: CityDeps): Promise<Answer> {
  const seconds = await page.secondsToWait(limits.proveByMail, page.actor?.personId ?? '');
  if (seconds > 0) {
    const fault = { key: 'session.limit.links', values: { wait: waitInWords(page, seconds) } };
    return { ...(await ask(page, deps, [fault], 429)), retryAfterSeconds: seconds } as Answer;
  }
  const next = nextOf(page);
  const compose = linkMail(deps, page.city, 'proof', next);
  const result = await mailProofLink(page.city, page.acting, provingSession(page).idHash, compose, deps.now());
  if (!result.ok) return ask(page, deps, result.refusals);
  const outbox = page.isEvaluation ? page.link(outboxPath.to({})) : null;
  return staffPage(page.t('session.sent.title'), proofSentPage(page, linkMinutes, outbox));
}

async function showLink(page: Page, { now }: CityDeps): Promise<Answer> {
  await page.mustBeWithin(limits.openLink);
  const token = page.params['token'] as string;
  const session = { idHash: provingSession(page).idHash, personId: page.actor?.personId ?? '' };
  const next = nextOf(page);
  if (!(await isProofLink(page.city, token, session, now()))) return dead(page, next);
  return staffPage(page.t('session.prove.title'), proofLinkPage(page, token, next));
}

const dead = (page: Page, next: string | null) =>
  staffPage(page.t('session.dead.title'), deadProofPage(page, next), { status: 410 });

async function byLink(page: Page, { now }: CityDeps): Promise<Answer> {
  await within(page);
  const token = page.params['token'] as string;
  const result = await proveByLink(page.city, page.acting, token, provingSession(page), now());
  return result.ok ? proved(page, result.value.secret, nextOf(page)) : dead(page, nextOf(page));
}
