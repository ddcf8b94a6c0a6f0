/** Refusals that a page cannot answer in place; one error page meets them. */
export class PageRefused extends Error {
  readonly status: number;
  /** A sentence key of the locales. */
  readonly key: string;
  constructor(status: number, key: string) {
    super(key);
    this.status = status;
    this.key = key;
  }
}

/** Something was tried too often; after so many seconds it can be tried again. */
export class TooManyAttempts extends PageRefused {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(429, 'error.too-often.text');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What was asked for is served only to somebody who has just shown who they are; they are asked first. */
export class ProofNeeded extends Error {}

export const notFound = () => new PageRefused(404, 'error.not-found.text');
export const notAllowed = () => new PageRefused(403, 'error.not-allowed.text');
