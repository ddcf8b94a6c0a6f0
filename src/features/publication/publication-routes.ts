/** The doors of the gate: a table of contents. */
import type { NavEntry, Route } from '#web/route.ts';
import { get, post } from '#web/route.ts';
import { publicationActs as acts } from './publication-acts.ts';
import * as doors from './publication-doors.ts';
import * as paths from './publication-paths.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import { publicCacheSeconds as cacheSeconds } from './publication-terms.ts';

export function publicationRoutes(ask: PublicationQuestions): Route[] {
  return [
    get(paths.publicationPath, { permission: acts.read, event: 'none', handle: (page) => doors.gateAnswer(page, ask) }),
    post(paths.draftsPath, {
      permission: acts.draft,
      event: 'publication.drafted',
      record: 'publication.document',
      handle: (page) => doors.draftAnswer(page, ask),
    }),
    get(paths.documentPath, {
      permission: acts.read,
      event: 'none',
      handle: (page) => doors.documentAnswer(page, ask),
    }),
    post(paths.approvePath, {
      record: 'none',
      permission: acts.approve,
      event: 'publication.published',
      proof: 'fresh',
      handle: (page) => doors.approveAnswer(page, ask),
    }),
    post(paths.overridePath, {
      permission: acts.override,
      event: 'publication.overridden',
      proof: 'fresh',
      record: 'publication.document',
      handle: (page) => doors.overrideAnswer(page, ask),
    }),
    post(paths.setAsidePath, {
      record: 'none',
      permission: acts.setAside,
      event: 'publication.set_aside',
      handle: (page) => doors.setAsideAnswer(page, ask),
    }),
    post(paths.withdrawPath, {
      permission: acts.withdraw,
      event: 'publication.withdrawn',
      record: 'publication.document',
      handle: (page) => doors.withdrawAnswer(page, ask),
    }),
    get(paths.blackoutsPath, {
      permission: acts.read,
      event: 'none',
      handle: (page) => doors.blackoutsAnswer(page, ask),
    }),
    post(paths.blackoutsPath, {
      permission: acts.setBlackout,
      event: 'publication.blackout_set',
      record: 'publication.blackout',
      handle: (page) => doors.setBlackoutAnswer(page, ask),
    }),
    post(paths.endBlackoutPath, {
      permission: acts.setBlackout,
      event: 'publication.blackout_ended',
      record: 'publication.blackout',
      handle: (page) => doors.endBlackoutAnswer(page, ask),
    }),
    get(paths.publishedListPath, {
      permission: 'everyone',
      event: 'none',
      cacheSeconds,
      handle: doors.publishedListAnswer,
    }),
    get(paths.publishedPath, { permission: 'everyone', event: 'none', cacheSeconds, handle: doors.publishedAnswer }),
    get(paths.publishedJsonPath, { permission: 'everyone', event: 'none', handle: doors.publishedJsonAnswer }),
    get(paths.publishedCsvPath, { permission: 'everyone', event: 'none', handle: doors.publishedCsvAnswer }),
  ];
}

export const publicationNav: readonly NavEntry[] = [
  { path: '/publication', labelKey: 'publication.nav.label', act: acts.read, order: 45 },
];
