/** The doors of signing in by the city's own account. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { typedText } from '#web/form.ts';
import { type Answer, type Page, publicPage, redirect } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { notFound } from '#platform/errors.ts';
import { cityUrl } from './city-address.ts';
import { backPage, notInPage, onTheWayPage } from './city-oidc-pages.ts';
import { arriveFromCity, beginAtCity, forgetAccount } from './city-oidc-service.ts';
import { attemptMs, readAttempt } from './city-oidc-store.ts';
import { cityBackPath, forgetAccountPath, mePath } from './city-paths.ts';
import type { CityDeps } from './city-questions.ts';
import { sessionLimitsOf as limits } from './city-session-limits.ts';
import { proved, sessionOf, welcome } from './city-session-answers.ts';

/** Binds an attempt to the browser that began it. */
const attemptCookie = 'steward_identity';

/** What a provider puts into the address by which it sends somebody back. */
const answerNames = ['code', 'state', 'iss', 'session_state', 'error'] as const;

export function identityRoutes(deps: CityDeps): Route[] {
  return [
    get(cityBackPath, { permission: 'everyone', event: 'none', handle: (page) => back(page, deps) }),
    post(cityBackPath, {
      record: 'none',
      permission: 'everyone',
      event: 'session.signed_in',
      handle: (page) => arrive(page, deps),
    }),
    post(forgetAccountPath, {
      record: 'none',
      permission: 'signed_in',
      event: 'session.account_unlinked',
      proof: 'fresh',
      handle: forget,
    }),
  ];
}

const redirectUriOf = ({ city }: Page, { baseUrl }: CityDeps) => cityUrl(baseUrl, city, cityBackPath.to({}));

/** Sends the browser to the city's own sign-in. `forSession`: its owner shows again who they are. */
export async function goToCity(
  page: Page,
  deps: CityDeps,
  next: string | null,
  forSession: string | null,
): Promise<Result<Answer>> {
  const { identity, now } = deps;
  if (!identity) throw notFound();
  await page.mustBeWithin(limits.begin);
  const begin = { redirectUri: redirectUriOf(page, deps), next, locale: page.locale.tag, forSession };
  const acting = forSession ? page.acting : { ...page.acting, actor: null };
  const sent = await beginAtCity(page.city, acting, identity, begin, now());
  if (!sent.ok) return refuse(sent.refusals[0]?.key ?? 'session.city.away');
  const { address, browser } = sent.value;
  return ok(
    publicPage(page.t('session.city.going'), onTheWayPage(page, address), {
      refreshTo: address,
      cookie: { name: attemptCookie, value: browser, maxAgeSeconds: attemptMs / 1000 },
    }),
  );
}

const notIn = (page: Page, key: string, isProof: boolean, status: number) =>
  publicPage(page.t('session.city.not-in'), notInPage(page, key, isProof), { status });

async function back(page: Page, { identity, now }: CityDeps): Promise<Answer> {
  if (!identity) throw notFound();
  await page.mustBeWithin(limits.openLink);
  const { state = '', error, code } = page.query;
  const attempt = await readAttempt(page.city.db, state, page.cookie(attemptCookie) ?? '', now());
  if (!attempt) return notIn(page, 'session.city.gone', false, 410);
  // The provider knows one address for all languages.
  if (attempt.locale !== page.locale.tag) return redirect(`/${attempt.locale}${page.here}`);
  const isProof = attempt.forSession !== null;
  if (error || !code) return notIn(page, 'session.city.declined', isProof, 403);
  const answer = Object.fromEntries(
    answerNames.flatMap((name) => (page.query[name] ? [[name, page.query[name] as string]] : [])),
  );
  return publicPage(page.t('session.city.back'), backPage(page, answer, isProof), { script: 'sign-in.js' });
}

async function arrive(page: Page, deps: CityDeps): Promise<Answer> {
  const { identity, now } = deps;
  if (!identity) throw notFound();
  await page.mustBeWithin(limits.answer);
  const answer = Object.fromEntries(
    answerNames.flatMap((name) => (typedText(page.fields, name) ? [[name, typedText(page.fields, name)]] : [])),
  );
  const arrival = {
    redirectUri: redirectUriOf(page, deps),
    browser: page.cookie(attemptCookie) ?? '',
    answer,
    session: sessionOf(page),
    locale: page.locale.tag,
  };
  const arrived = await arriveFromCity(page.city, page.acting, identity, arrival, now());
  if (!arrived.ok) {
    const key = arrived.refusals[0]?.key ?? 'session.city.answer';
    return notIn(page, key, page.actor !== null, statuses[key] ?? 403);
  }
  const { isProof, secret, next } = arrived.value;
  return isProof ? proved(page, secret, next) : welcome(arrived.value, next);
}

const statuses: Readonly<Record<string, number>> = { 'session.city.gone': 410, 'session.city.away': 503 };

async function forget(page: Page): Promise<Answer> {
  const result = await forgetAccount(page.city, page.acting);
  if (!result.ok) throw notFound();
  return redirect(mePath.to({}), 'session.account_unlinked');
}
