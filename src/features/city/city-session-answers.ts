/** What a browser gets when somebody has signed in, or has shown again who they are: a new cookie, and the way on. */
import { type Answer, type Cookie, type Page, staffPage } from '#web/page.ts';
import { sessionCookie } from '#web/security.ts';
import { notAllowed } from '#platform/errors.ts';
import { sessionLimits } from '#platform/sessions.ts';
import { firstPageOf } from './city-address.ts';
import { provedPage } from './city-proof-pages.ts';
import type { ProvingSession } from './city-proof-service.ts';
import type { SignedIn } from './city-session-service.ts';

const cookieOf = (secret: string): Cookie => ({
  name: sessionCookie,
  value: secret,
  maxAgeSeconds: sessionLimits.cookieMs / 1000,
});

/** `next` has been through `safeNext`. */
export function welcome({ secret, actor }: SignedIn, next: string | null): Answer {
  return { kind: 'redirect', to: next ?? firstPageOf(actor), cookie: cookieOf(secret) };
}

/** Back to what needed the proof. A download leaves the page where it is, so that a page with its link comes first. */
export function proved(page: Page, secret: string, next: string | null): Answer {
  const cookie = cookieOf(secret);
  if (next && /^[^?]*\.(csv|json|zip|pdf|ics)($|\?)/.test(next))
    return staffPage(page.t('session.prove.done'), provedPage(page, next), { cookie });
  return { kind: 'redirect', to: next ?? page.startPath, cookie };
}

/** This request's session, for routes that only somebody with one reaches. */
export function provingSession(page: Page): ProvingSession {
  const session = sessionOf(page);
  if (!session) throw notAllowed();
  return session;
}

export function sessionOf({ sessionHash: idHash, sessionMark: mark }: Page): ProvingSession | null {
  return idHash && mark !== null ? { idHash, mark } : null;
}
