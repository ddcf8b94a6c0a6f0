/** The doors of signing in and out, and of the page about oneself. */
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, type Page, publicPage, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { sessionCookie } from '#web/security.ts';
import { notFound, PageRefused } from '#platform/errors.ts';
import { keptForm, sessionLimits, sessionsOf } from '#platform/sessions.ts';
import { cityUrl, firstPageOf, safeNext } from './city-address.ts';
import { evaluationPeople, isEvaluationPerson } from './city-evaluation.ts';
import { signInForm } from './city-forms.ts';
import { mePage } from './city-me-pages.ts';
import {
  keptPath,
  mePath,
  myLanguagePath,
  outboxPath,
  revokePath,
  signInAsPath,
  signInLinkPath,
  signInPath,
  signOutPath,
} from './city-paths.ts';
import { personById } from './city-people-store.ts';
import type { CityDeps } from './city-questions.ts';
import { chooseLanguage } from './city-service.ts';
import { endSession, mailSignInLink, readLink, type SignedIn, signInAs, signInByLink } from './city-session-service.ts';
import { confirmPage, deadLinkPage, keptPage, linkSentPage, signInPage } from './city-sign-in-pages.ts';

export function sessionRoutes(deps: CityDeps): Route[] {
  return [
    get(signInPath, { permission: 'everyone', event: 'none', handle: async (page) => askPage(page) }),
    post(signInPath, { permission: 'everyone', event: 'session.link_made', handle: (page) => sendLink(page, deps) }),
    post(signInAsPath, { permission: 'everyone', event: 'session.signed_in', handle: (page) => enterAs(page, deps) }),
    get(signInLinkPath, { permission: 'everyone', event: 'none', handle: (page) => confirm(page, deps) }),
    post(signInLinkPath, { permission: 'everyone', event: 'session.signed_in', handle: (page) => enter(page, deps) }),
    post(signOutPath, { permission: 'signed_in', event: 'session.signed_out', handle: (page) => leave(page, deps) }),
    get(mePath, { permission: 'signed_in', event: 'none', handle: (page) => me(page, deps) }),
    post(myLanguagePath, { permission: 'signed_in', event: 'city.language_chosen', handle: saveLanguage }),
    post(revokePath, { permission: 'signed_in', event: 'session.revoked', handle: (page) => revoke(page, deps) }),
    get(keptPath, { permission: 'signed_in', event: 'none', handle: (page) => kept(page, deps) }),
  ];
}

function askPage(page: Page, email = '', faults: Parameters<typeof signInPage>[1]['faults'] = []): Answer {
  const next = safeNext(page.query.next ?? typedText(page.fields, 'next'));
  const people = page.isEvaluation ? evaluationPeople(page.city.profile) : [];
  const choices = people.map(({ id, role, bodyId }) => ({ personId: id, grant: { role, bodyId } }));
  return publicPage(page.t('session.sign-in.title'), signInPage(page, { next, email, faults, choices }), {
    status: faults.length > 0 ? 422 : 200,
  });
}

async function sendLink(page: Page, { baseUrl, now }: CityDeps): Promise<Answer> {
  const typed = parseForm(signInForm, page.fields);
  if (!typed.ok) return askPage(page, typedText(page.fields, 'email'), typed.refusals);
  const next = safeNext(typedText(page.fields, 'next'));
  const minutes = Math.round(sessionLimits.linkMs / 60_000);
  const mark = page.city.profile.practice ? `${page.t('session.mail.practice')}\n\n` : '';
  const compose = (token: string) => ({
    subject: page.t('session.mail.subject', { city: page.say(page.city.profile.name) }),
    body: `${mark}${page.t('session.mail.text', { minutes })}\n\n${cityUrl(baseUrl, page.city, signInLinkPath.to({ token }, { next }), page.locale.tag)}\n\n${page.t('session.mail.not-you')}\n`,
  });
  await mailSignInLink(page.city, page.acting, typed.value.email, compose, now());
  const outbox = page.isEvaluation ? page.link(outboxPath.to({})) : null;
  return publicPage(page.t('session.sent.title'), linkSentPage(page, minutes, outbox));
}

async function confirm(page: Page, { now }: CityDeps): Promise<Answer> {
  const next = safeNext(page.query.next);
  const token = page.params.token as string;
  const actor = await readLink(page.city, token, now());
  if (!actor) return dead(page, next);
  return publicPage(page.t('session.confirm.title'), confirmPage(page, token, actor, next));
}

const dead = (page: Page, next: string | null) =>
  publicPage(page.t('session.dead.title'), deadLinkPage(page, next), { status: 410 });

async function enter(page: Page, { now }: CityDeps): Promise<Answer> {
  const result = await signInByLink(page.city, page.acting, page.params.token as string, now());
  return result.ok ? welcome(page, result.value) : dead(page, safeNext(typedText(page.fields, 'next')));
}

async function enterAs(page: Page, { now }: CityDeps): Promise<Answer> {
  const personId = typedText(page.fields, 'person');
  if (!page.isEvaluation || !isEvaluationPerson(personId)) throw notFound();
  const result = await signInAs(page.city, page.acting, personId, now());
  if (!result.ok) throw notFound();
  return welcome(page, result.value);
}

function welcome(page: Page, { secret, actor }: SignedIn): Answer {
  const to = safeNext(typedText(page.fields, 'next')) ?? firstPageOf(actor);
  return {
    kind: 'redirect',
    to,
    cookie: { name: sessionCookie, value: secret, maxAgeSeconds: sessionLimits.cookieMs / 1000 },
  };
}

async function leave(page: Page, { now }: CityDeps): Promise<Answer> {
  if (page.sessionHash) await endSession(page.city, page.acting, page.sessionHash, 'signed_out', now());
  return {
    kind: 'redirect',
    to: '/?done=session.signed_out',
    cookie: { name: sessionCookie, value: '', maxAgeSeconds: 0 },
  };
}

async function me(page: Page, { acts, now }: CityDeps): Promise<Answer> {
  const { actor, city } = page;
  const person = actor && (await personById(city.db, actor.personId));
  if (!actor || !person) throw notFound();
  const sessions = (await sessionsOf(city.db, actor.personId, now())).map((session) => ({
    idHash: session.id_hash,
    signedInAt: session.signed_in_at,
    lastSeenAt: session.last_seen_at,
    isThis: session.id_hash === page.sessionHash,
  }));
  return staffPage(
    page.t('session.me.title'),
    mePage(page, { actor, email: person.email, locale: person.locale, sessions, acts }),
  );
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

async function kept(page: Page, { now }: CityDeps): Promise<Answer> {
  const form = page.actor && (await keptForm(page.city.db, page.actor.personId, page.params.id as string, now()));
  if (!form) throw notFound();
  return staffPage(page.t('session.kept.title'), keptPage(page, form));
}
