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

export const notFound = () => new PageRefused(404, 'error.not-found.text');
export const notAllowed = () => new PageRefused(403, 'error.not-allowed.text');
