/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const signInPath = path('/sign-in');
export const signInAsPath = path('/sign-in/as');
export const signInCityPath = path('/sign-in/city');
/** Where the city's own sign-in leads back to; registered there for each city. */
export const cityBackPath = path('/sign-in/city/back');
export const signInPasskeyPath = path('/sign-in/passkey');
export const askPasskeyPath = path('/sign-in/passkey/begin');
export const signInLinkPath = path('/sign-in/:token');
export const signOutPath = path('/sign-out');
export const mePath = path('/me');
export const myLanguagePath = path('/me/language');
export const revokePath = path('/me/sessions/:session/revoke');
export const revokeOthersPath = path('/me/sessions/end-others');
export const passkeysPath = path('/me/passkeys');
export const beginPasskeyPath = path('/me/passkeys/begin');
export const removePasskeyPath = path('/me/passkeys/:passkey/remove');
export const forgetAccountPath = path('/me/city-account/forget');
export const provePath = path('/prove');
export const proveAsMePath = path('/prove/as-me');
export const proveCityPath = path('/prove/city');
export const provePasskeyPath = path('/prove/passkey');
export const askProofPasskeyPath = path('/prove/passkey/begin');
export const mailProofPath = path('/prove/link');
export const proveLinkPath = path('/prove/:token');
export const keptPath = path('/kept/:id');

export const peoplePath = path('/people');
export const groupsPath = path('/people/groups');
export const removeGroupPath = path('/people/groups/:rule/remove');
export const accessReviewPath = path('/access-review');
export const accessReviewCsvPath = path('/access-review.csv');
export const newPersonPath = path('/people/new');
export const personPath = path('/people/:person');
export const grantPath = path('/people/:person/roles');
export const endRolePath = path('/people/:person/roles/:grant/end');
export const suspendPath = path('/people/:person/suspend');
export const restorePath = path('/people/:person/restore');
export const invitePath = path('/people/:person/invite');
export const changePersonPath = path('/people/:person/change');
export const personWorkPath = path('/people/:person/work');
export const handBackPath = path('/people/:person/work/:handover/back');

export const administrationPath = path('/administration');
export const adminDepartmentsPath = path('/administration/departments');
export const departmentsCsvPath = path('/administration/departments.csv');
export const adminDepartmentPath = path('/administration/departments/:body');
export const contactsPath = path('/administration/contacts');
export const contactListPath = path('/administration/contacts/:list');
export const applyContactsPath = path('/administration/contacts/:list/apply');
export const peopleCsvPath = path('/administration/people.csv');
export const daysPath = path('/administration/days');
export const newDayPath = path('/administration/days/new');
export const takeBackDayPath = path('/administration/days/:day/take-back');

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
