/** How often each step of signing in may be tried. Ample for an office behind one address, too little for guessing. */
import type { RateLimit } from '#platform/rate-limits.ts';

export const sessionLimitsOf = {
  /** Asking for a link, for each address of mail that is typed: known or not, the same. */
  linkToAddress: { kind: 'link-to-address', burst: 5, everySeconds: 180 },
  /** Asking for a link, for each client. */
  linkByClient: { kind: 'link-by-client', burst: 30, everySeconds: 20 },
  /** Opening the page of a link and pressing its button, for each client. */
  openLink: { kind: 'open-link', burst: 120, everySeconds: 3 },
  /** Being sent to the city's own sign-in, or asking for a passkey's challenge, for each client. */
  begin: { kind: 'begin', burst: 60, everySeconds: 5 },
  /** Coming back with an answer, for each client. */
  answer: { kind: 'answer', burst: 60, everySeconds: 5 },
  /** Showing again who one is, for each person. */
  prove: { kind: 'prove', burst: 20, everySeconds: 15 },
  /** Mailing a link for that, for each person. */
  proveByMail: { kind: 'prove-by-mail', burst: 5, everySeconds: 180 },
} as const satisfies Record<string, RateLimit>;
