/** What `start/` hands to the web: the cities, the routes of all wings, and the answers to what pages ask across wings. */
import type { Catalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { Health } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { LinkKind } from '#rules/links.ts';
import type { Actor } from '#rules/permissions.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import type { NavEntry, Route } from './route.ts';

export type Site = {
  cities: readonly City[];
  routes: readonly Route[];
  navEntries: readonly NavEntry[];
  /** Every kind of record: forms say in one line what becomes of what is typed. */
  recordClasses: readonly RecordClass[];
  /** Where the page of a record stands, inside the city. */
  linkPaths: Readonly<Record<LinkKind, (id: string) => string>>;
  /** The person of a session, with the grants of today; null when the person is gone or suspended. */
  actorOf(city: City, personId: string): Promise<Actor | null>;
  health(city: readonly City[]): Promise<Health>;
  /** True where a named reviewer has signed the language's sentences. */
  isLanguageReviewed(city: City, tag: string): Promise<boolean>;
  catalog: Catalog;
  settings: {
    secret: string;
    isHttps: boolean;
    /** How many proxies in front of us tell the truth about where a request came from. */
    trustedProxies: number;
    isEvaluation: boolean;
    version: string;
    maxUploadBytes: number;
    /** Folders of static files: our own, and the design system's. */
    assets: { own: string; uswds: string };
    /** JSON Schemas that anyone may read. */
    schemas: string;
  };
  log: Log;
  observed: {
    metrics: Metrics;
    /** The token with which /metrics is read; null: it is not there. */
    token: string | null;
    /** True once the process was asked to stop. */
    isDraining(): boolean;
  };
};

/** The earliest day that `?asOf=` accepts. */
export const earliestAsOf: IsoDate = '2000-01-01';
