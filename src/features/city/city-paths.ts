/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const signInPath = path('/sign-in');
export const signInAsPath = path('/sign-in/as');
export const signInLinkPath = path('/sign-in/:token');
export const signOutPath = path('/sign-out');
export const mePath = path('/me');
export const myLanguagePath = path('/me/language');
export const revokePath = path('/me/sessions/:session/revoke');
export const keptPath = path('/kept/:id');

export const peoplePath = path('/people');
export const newPersonPath = path('/people/new');
export const personPath = path('/people/:person');
export const grantPath = path('/people/:person/roles');
export const endRolePath = path('/people/:person/roles/:grant/end');
export const suspendPath = path('/people/:person/suspend');
export const restorePath = path('/people/:person/restore');

export const permissionsPath = path('/permissions');
export const auditPath = path('/audit');
export const auditCsvPath = path('/audit.csv');
export const outboxPath = path('/outbox');
export const mailPath = path('/outbox/:mail');
export const retryMailPath = path('/outbox/:mail/retry');
export const trustAddressPath = path('/outbox/addresses/trust');
export const languagesPath = path('/languages');
export const signTranslationPath = path('/languages/:tag/sign');
export const practicePath = path('/practice-city');
