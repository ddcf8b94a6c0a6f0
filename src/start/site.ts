/** The site as the web serves it, wired by hand. */
import { createLanguageReviews, readCatalogStates } from '#features/city/city-languages.ts';
import { actorOf } from '#features/city/city-people-store.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { Config } from '#platform/config.ts';
import { checkHealth } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import type { Site } from '#web/site.ts';
import type { OpenCity } from './cities.ts';
import { figuresOf } from './figures.ts';
import { folders } from './folders.ts';
import { recordSources } from './wings-records.ts';
import { linkPaths, navEntries, wingRoutes } from './wings.ts';

export type SiteParts = {
  config: Config;
  opened: readonly OpenCity[];
  secret: string;
  version: string;
  log: Log;
  isDraining?: () => boolean;
};

export function createSite({ config, opened, secret, version, log, isDraining }: SiteParts): Site {
  const cities = opened.map((one) => one.city);
  const reviews = createLanguageReviews(readCatalogStates(folders.locales), () => Date.now());
  return {
    cities,
    routes: wingRoutes({ config, opened, reviews }),
    navEntries,
    recordClasses: recordSources.map((source) => source.class),
    linkPaths,
    actorOf,
    health: (of) => checkHealth(of, version, Date.now()),
    isLanguageReviewed: reviews.isReviewed,
    catalog: readCatalog(folders.locales),
    settings: {
      secret,
      isHttps: config.baseUrl.startsWith('https://'),
      trustedProxies: config.trustedProxies,
      isEvaluation: !config.isProduction,
      version,
      maxUploadBytes: config.maxUploadBytes,
      assets: { own: folders.ownAssets, uswds: folders.uswds },
      schemas: folders.schemas,
    },
    log,
    observed: {
      metrics: createMetrics(version, () => figuresOf(opened)),
      token: config.metricsToken,
      isDraining: isDraining ?? (() => false),
    },
  };
}
