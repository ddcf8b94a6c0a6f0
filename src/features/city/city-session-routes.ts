/** The doors of signing in and out; and those of what hangs on it: proof, oneself, groups, the review of access. */
import type { Refusal, Result } from '#kit/result.ts';
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, type Page, publicPage, staffPage } from '#web/page.ts';
import { waitInWords } from '#web/refusal-pages.ts';
import { get, post, type Route } from '#web/route.ts';
import { sessionCookie } from '#web/security.ts';
import { notFound } from '#platform/errors.ts';
import { keptForm } from '#platform/sessions.ts';
import { accessRoutes } from './city-access-routes.ts';
import { safeNext } from './city-address.ts';
import { evaluationPeople, isEvaluationPerson } from './city-evaluation.ts';
import { signInForm } from './city-forms.ts';
import { groupRoutes } from './city-group-routes.ts';
import { meRoutes } from './city-me-routes.ts';
import { goToCity, identityRoutes } from './city-oidc-routes.ts';
import { readAuthentication } from './city-passkey-answer.ts';
import { askPasskey, relyingPartyOf, signInByPasskey } from './city-passkey-service.ts';
import * as at from './city-paths.ts';
import { proofRoutes } from './city-proof-routes.ts';
import type { CityDeps } from './city-questions.ts';
import { welcome } from './city-session-answers.ts';
import { sessionLimitsOf as limits } from './city-session-limits.ts';
import { linkMail, linkMinutes } from './city-session-mail.ts';
import {
  endSession,
  mailSignInLink,
  readLink,
  recordRefusal,
  type SignedIn,
  signInAs,
  signInByLink,
} from './city-session-service.ts';
import { confirmPage, deadLinkPage, keptPage, linkSentPage, signInPage } from './city-sign-in-pages.ts';

export function sessionRoutes(deps: CityDeps): Route[] {
  const enters = { permission: 'everyone', event: 'session.signed_in' } as const;
  const begins = { permission: 'everyone', event: 'session.proof_begun' } as const;
  return [
    get(at.signInPath, { permission: 'everyone', event: 'none', handle: async (page) => askPage(page, deps) }),
    post(at.signInPath, {
      record: 'none',
      permission: 'everyone',
      event: 'session.link_made',
      handle: (page) => sendLink(page, deps),
    }),
    post(at.signInAsPath, { record: 'none', ...enters, handle: (page) => enterAs(page, deps) }),
    post(at.signInCityPath, { record: 'none', ...begins, handle: (page) => enterAtCity(page, deps) }),
    post(at.askPasskeyPath, { record: 'none', ...begins, handle: (page) => challenge(page, deps) }),
    post(at.signInPasskeyPath, { record: 'none', ...enters, handle: (page) => enterByPasskey(page, deps) }),
    get(at.signInLinkPath, { permission: 'everyone', event: 'none', handle: (page) => confirm(page, deps) }),
    post(at.signInLinkPath, { record: 'none', ...enters, handle: (page) => enterByLink(page, deps) }),
    post(at.signOutPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.signed_out',
      handle: (page) => leave(page, deps),
    }),
    get(at.keptPath, { permission: 'signed_in', event: 'none', handle: (page) => kept(page, deps) }),
    ...identityRoutes(deps),
    ...proofRoutes(deps),
    ...meRoutes(deps),
    ...groupRoutes(deps),
    ...accessRoutes(deps),
  ];
}

type Asked = { faults?: readonly Refusal[]; status?: number; retryAfterSeconds?: number };

const nextOf = (page: Page) => safeNext(page.query.next ?? typedText(page.fields, 'next'));

function askPage(page: Page, { baseUrl, identity }: CityDeps, asked: Asked = {}): Answer {
  const { faults = [], status = faults.length > 0 ? 422 : 200, ...rest } = asked;
  const people = page.isEvaluation ? evaluationPeople(page.city.profile) : [];
  const view = {
    next: nextOf(page),
    email: typedText(page.fields, 'email'),
    faults,
    choices: people.map(({ id, role, bodyId }) => ({ personId: id, grant: { role, bodyId } })),
    hasCitySignIn: identity !== null,
    mayUsePasskeys: relyingPartyOf(baseUrl, page.city) !== null,
  };
  return publicPage(page.t('session.sign-in.title'), signInPage(page, view), { status, script: 'sign-in.js', ...rest });
}

async function sendLink(page: Page, deps: CityDeps): Promise<Answer> {
  const typed = parseForm(signInForm, page.fields);
  if (!typed.ok) return askPage(page, deps, { faults: typed.refusals });
  const { email } = typed.value;
  // Counted before anybody is looked for: an address that is not known here runs out just as soon.
  const seconds =
    (await page.secondsToWait(limits.linkByClient)) ||
    (await page.secondsToWait(limits.linkToAddress, email.toLowerCase()));
  if (seconds > 0) {
    const fault = { key: 'session.limit.links', field: 'email', values: { wait: waitInWords(page, seconds) } };
    return askPage(page, deps, { faults: [fault], status: 429, retryAfterSeconds: seconds });
  }
  const compose = linkMail(deps, page.city, 'sign-in', nextOf(page));
  await mailSignInLink(page.city, page.acting, email, compose, deps.now());
  const outbox = page.isEvaluation ? page.link(at.outboxPath.to({})) : null;
  return publicPage(page.t('session.sent.title'), linkSentPage(page, linkMinutes, outbox));
}

async function enterAtCity(page: Page, deps: CityDeps): Promise<Answer> {
  const sent = await goToCity(page, deps, nextOf(page), null);
  return sent.ok ? sent.value : askPage(page, deps, { faults: sent.refusals, status: 503 });
}

async function challenge(page: Page, { baseUrl, now }: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(baseUrl, page.city);
  if (!party) throw notFound();
  await page.mustBeWithin(limits.begin);
  const acting = { ...page.acting, actor: null };
  const options = await askPasskey(page.city, acting, party, { purpose: 'sign_in', forSession: null }, now());
  return { kind: 'text', body: JSON.stringify(options), mediaType: 'application/json', fileName: null };
}

async function enterByPasskey(page: Page, deps: CityDeps): Promise<Answer> {
  const party = relyingPartyOf(deps.baseUrl, page.city);
  if (!party) throw notFound();
  await page.mustBeWithin(limits.answer);
  const credential = readAuthentication(typedText(page.fields, 'credential'));
  if (!credential) return askPage(page, deps, { faults: [{ key: 'session.passkey.refused' }] });
  const { city, acting, sessionHash } = page;
  const result = await signInByPasskey(city, acting, party, credential, sessionHash, deps.now());
  return result.ok ? welcome(result.value, nextOf(page)) : askPage(page, deps, { faults: result.refusals });
}

async function confirm(page: Page, { now }: CityDeps): Promise<Answer> {
  await page.mustBeWithin(limits.openLink);
  const next = nextOf(page);
  const token = page.params.token as string;
  const actor = await readLink(page.city, token, now());
  if (!actor) return dead(page, next);
  return publicPage(page.t('session.confirm.title'), confirmPage(page, token, actor, next));
}

const dead = (page: Page, next: string | null) =>
  publicPage(page.t('session.dead.title'), deadLinkPage(page, next), { status: 410 });

async function enterByLink(page: Page, { now }: CityDeps): Promise<Answer> {
  await page.mustBeWithin(limits.openLink);
  const { city, acting, sessionHash } = page;
  const result = await signInByLink(city, acting, page.params.token as string, sessionHash, now());
  if (result.ok) return welcome(result.value, nextOf(page));
  await recordRefusal(city, { ...acting, actor: null }, 'link', 'link_unknown');
  return dead(page, nextOf(page));
}

async function enterAs(page: Page, { now }: CityDeps): Promise<Answer> {
  const personId = typedText(page.fields, 'person');
  if (!page.isEvaluation || !isEvaluationPerson(personId)) throw notFound();
  const result: Result<SignedIn> = await signInAs(page.city, page.acting, personId, page.sessionHash, now());
  if (!result.ok) throw notFound();
  return welcome(result.value, nextOf(page));
}

async function leave(page: Page, { now }: CityDeps): Promise<Answer> {
  if (page.sessionHash) await endSession(page.city, page.acting, page.sessionHash, 'signed_out', now());
  return {
    kind: 'redirect',
    to: '/?done=session.signed_out',
    cookie: { name: sessionCookie, value: '', maxAgeSeconds: 0 },
  };
}

async function kept(page: Page, { now }: CityDeps): Promise<Answer> {
  const form = page.actor && (await keptForm(page.city.db, page.actor.personId, page.params.id as string, now()));
  if (!form) throw notFound();
  return staffPage(page.t('session.kept.title'), keptPage(page, form));
}
