/** The doors of the law of records: a table of contents. */
import { publicPage, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import * as destruction from './destruction-doors.ts';
import * as holds from './legal-hold-doors.ts';
import { holdingsPage, recordsStaffPage } from './record-pages.ts';
import { countedHoldings, holdings } from './record-reading.ts';
import { retentionActs as acts } from './retention-acts.ts';
import * as at from './retention-paths.ts';
import type { RetentionQuestions } from './retention-questions.ts';

export function retentionRoutes(deps: RetentionQuestions): Route[] {
  const { readHolds, readDestruction, proposeDestruction, approveDestruction } = acts;
  const hold = 'retention.legal_hold';
  return [
    get(at.holdingsPath, {
      permission: 'everyone',
      event: 'none',
      handle: async (page) =>
        publicPage(page.t('records.holdings.title'), holdingsPage(page, holdings(page.city, deps.sources))),
    }),
    get(at.recordsPath, {
      permission: acts.readHoldings,
      event: 'none',
      handle: async (page) =>
        staffPage(
          page.t('records.staff.title'),
          recordsStaffPage(page, await countedHoldings(page.city, deps.sources)),
          {
            isWide: true,
          },
        ),
    }),
    get(at.holdsPath, { permission: readHolds, event: 'none', handle: holds.showHolds }),
    get(at.newHoldPath, { permission: acts.placeHold, event: 'none', handle: (page) => holds.showNewHold(page, deps) }),
    post(at.holdsPath, {
      permission: acts.placeHold,
      event: 'retention.hold_placed',
      proof: 'fresh',
      record: hold,
      handle: (page) => holds.saveHold(page, deps),
    }),
    // A department that was told opens it too: who may is asked with the hold. The matter's reading is written there.
    get(at.holdPath, { permission: 'signed_in', event: 'none', handle: (page) => holds.showHold(page, deps) }),
    post(at.askLiftPath, {
      permission: acts.askLift,
      event: 'retention.hold_lift_asked',
      proof: 'fresh',
      record: hold,
      handle: (page) => holds.saveLiftAsked(page, deps),
    }),
    post(at.confirmLiftPath, {
      permission: acts.confirmLift,
      event: 'retention.hold_lifted',
      proof: 'fresh',
      record: 'none',
      handle: (page) => holds.saveLifted(page, deps),
    }),
    post(at.acknowledgePath, {
      permission: acts.acknowledgeHold,
      event: 'retention.hold_acknowledged',
      record: 'none',
      handle: (page) => holds.saveAcknowledged(page, deps),
    }),
    get(at.destructionPath, { permission: readDestruction, event: 'none', handle: destruction.showLists }),
    get(at.destructionListPath, {
      permission: readDestruction,
      event: 'none',
      handle: (page) => destruction.showList(page, deps),
    }),
    post(at.proposePath, {
      permission: proposeDestruction,
      event: 'retention.destruction_proposed',
      record: 'none',
      handle: (page) => destruction.propose(page, deps),
    }),
    post(at.approvePath, {
      permission: approveDestruction,
      event: 'retention.destruction_approved',
      proof: 'fresh',
      record: 'none',
      handle: (page) => destruction.approve(page, deps),
    }),
    post(at.refusePath, {
      permission: approveDestruction,
      event: 'retention.destruction_refused',
      record: 'retention.destruction',
      handle: (page) => destruction.refuseIt(page, deps),
    }),
    get(at.certificatePath, { permission: readDestruction, event: 'none', handle: destruction.showCertificate }),
    get(at.certificateCsvPath, { permission: readDestruction, event: 'none', handle: destruction.giveCertificateCsv }),
  ];
}

export const retentionNav: readonly NavEntry[] = [
  { path: '/records', labelKey: 'records.nav.records', act: acts.readHoldings, order: 70 },
  { path: '/legal-holds', labelKey: 'records.nav.holds', act: acts.readHolds, order: 72 },
  { path: '/destruction', labelKey: 'records.nav.destruction', act: acts.readDestruction, order: 74 },
];
