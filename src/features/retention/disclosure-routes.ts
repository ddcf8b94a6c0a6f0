/** The doors of the disclosure desk: a table of contents. */
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { demandClass } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import * as doors from './disclosure-doors.ts';
import * as finding from './disclosure-find-doors.ts';
import * as marking from './disclosure-mark-doors.ts';
import * as at from './disclosure-paths.ts';
import type { DeskQuestions } from './disclosure-questions.ts';

const { readRegister, read, handle, counsel } = disclosureActs;

export function disclosureRoutes(deps: DeskQuestions): Route[] {
  const record = demandClass;
  return [
    get(at.demandsPath, { permission: readRegister, event: 'none', handle: doors.showRegister }),
    get(at.demandsCsvPath, { permission: readRegister, event: 'none', handle: doors.giveRegister }),
    get(at.newDemandPath, { permission: handle, event: 'none', record, handle: doors.showNew }),
    post(at.demandsPath, {
      permission: handle,
      event: 'disclosure.demand_registered',
      accepts: 'files',
      record,
      whenTooLarge: doors.paperTooLarge,
      handle: doors.register,
    }),
    get(at.demandPath, { permission: readRegister, event: 'none', handle: (page) => doors.showDemand(page, deps) }),
    // What is given out says so itself in the audit, with what and of which demand.
    get(at.demandFilePath, { permission: read, event: 'none', proof: 'fresh', handle: doors.givePaper }),
    post(at.extendPath, {
      permission: handle,
      event: 'disclosure.extended',
      record,
      handle: (page) => doors.extend(page, deps),
    }),
    get(at.findPath, { permission: handle, event: 'none', record, handle: (page) => finding.showFind(page, deps) }),
    post(at.findPath, {
      permission: handle,
      event: 'disclosure.searched',
      record,
      handle: (page) => finding.search(page, deps),
    }),
    get(at.searchPath, { permission: read, event: 'none', handle: (page) => finding.showResult(page, deps) }),
    post(at.includePath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.records_included',
      handle: (page) => finding.include(page, deps),
    }),
    get(at.entriesPath, { permission: read, event: 'none', handle: (page) => finding.showEntries(page) }),
    post(at.leaveOutPath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.records_left_out',
      handle: finding.leaveOutTicked,
    }),
    get(at.entryPath, {
      permission: read,
      event: 'none',
      proof: 'fresh',
      record,
      handle: (page) => marking.showEntry(page, deps),
    }),
    post(at.entryPath, {
      permission: handle,
      event: 'disclosure.marked',
      proof: 'fresh',
      record,
      handle: (page) => marking.saveMarksOf(page, deps),
    }),
    get(at.entryFilePath, {
      permission: read,
      event: 'none',
      proof: 'fresh',
      handle: (page) => marking.giveEntryFile(page, deps),
    }),
    post(at.rulePath, {
      record: 'none',
      permission: counsel,
      event: 'disclosure.privilege_ruled',
      proof: 'fresh',
      handle: (page) => marking.ruleNow(page, deps),
    }),
    post(at.sendPath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.sent_to_counsel',
      handle: (page) => doors.send(page, deps),
    }),
    post(at.takeBackPath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.taken_back',
      handle: (page) => doors.takeBack(page, deps),
    }),
    post(at.returnPath, {
      permission: counsel,
      event: 'disclosure.returned',
      record,
      handle: (page) => doors.giveBack(page, deps),
    }),
    post(at.approvePath, {
      record: 'none',
      permission: counsel,
      event: 'disclosure.approved',
      proof: 'fresh',
      handle: (page) => doors.approveMarks(page, deps),
    }),
    post(at.producePath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.produced',
      proof: 'fresh',
      handle: (page) => doors.produceNow(page, deps),
    }),
    get(at.productionPath, { permission: read, event: 'none', proof: 'fresh', handle: doors.giveProduction }),
    post(at.askClosingPath, {
      permission: handle,
      event: 'disclosure.closing_asked',
      record,
      handle: (page) => doors.wishToClose(page, deps),
    }),
    post(at.closePath, {
      record: 'none',
      permission: handle,
      event: 'disclosure.closed',
      handle: (page) => doors.close(page, deps),
    }),
  ];
}

export const disclosureNav: readonly NavEntry[] = [
  { path: '/records-demands', labelKey: 'disclosure.nav.demands', act: readRegister, order: 30 },
];
