/** Where the pages of the law of records stand inside the city. */
import { path } from '#web/path.ts';

/** Public: what this system holds. */
export const holdingsPath = path('/what-we-hold');
/** The staff's version of it, with counts. */
export const recordsPath = path('/records');

export const holdsPath = path('/legal-holds');
export const newHoldPath = path('/legal-holds/new');
export const holdPath = path('/legal-holds/:id');
export const askLiftPath = path('/legal-holds/:id/lift');
export const confirmLiftPath = path('/legal-holds/:id/lift/confirm');
export const acknowledgePath = path('/legal-holds/:id/acknowledge');

export const destructionPath = path('/destruction');
export const destructionListPath = path('/destruction/:id');
export const proposePath = path('/destruction/:id/propose');
export const approvePath = path('/destruction/:id/approve');
export const refusePath = path('/destruction/:id/refuse');
export const certificatePath = path('/destruction/:id/certificate');
export const certificateCsvPath = path('/destruction/:id/certificate.csv');
