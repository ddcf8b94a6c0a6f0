/** Where the pages of the disclosure desk stand, inside the city. */
import { path } from '#web/path.ts';

export const demandsPath = path('/records-demands');
export const demandsCsvPath = path('/records-demands.csv');
export const newDemandPath = path('/records-demands/new');
export const demandPath = path('/records-demands/:id');
export const demandFilePath = path('/records-demands/:id/paper');
export const extendPath = path('/records-demands/:id/extend');
export const findPath = path('/records-demands/:id/searches');
export const searchPath = path('/records-demands/:id/searches/:search');
export const includePath = path('/records-demands/:id/searches/:search/include');
export const entriesPath = path('/records-demands/:id/records');
export const leaveOutPath = path('/records-demands/:id/records/leave-out');
export const entryPath = path('/records-demands/:id/records/:entry');
export const entryFilePath = path('/records-demands/:id/records/:entry/files/:place');
export const rulePath = path('/records-demands/:id/records/:entry/privilege');
export const sendPath = path('/records-demands/:id/send');
export const takeBackPath = path('/records-demands/:id/take-back');
export const returnPath = path('/records-demands/:id/return');
export const approvePath = path('/records-demands/:id/approve');
export const producePath = path('/records-demands/:id/productions');
export const productionPath = path('/records-demands/:id/productions/:production/:part');
export const askClosingPath = path('/records-demands/:id/ask-closing');
export const closePath = path('/records-demands/:id/close');
