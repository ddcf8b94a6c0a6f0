/** What can be done with the city itself, and who may. */
import type { Act } from '#rules/permissions.ts';
import { readingRoles, roles } from '#rules/permissions.ts';

export const cityActs = {
  /** Adds people, grants and ends roles. */
  managePeople: { id: 'city.manage_people', who: { administrator: 'city' } },
  readPeople: {
    id: 'city.read_people',
    who: { administrator: 'city', chief_of_staff: 'city', reviewer: 'city', city_attorney: 'city', auditor: 'city' },
  },
  /** What needs an administrator; those who only read see the same and change nothing. */
  readAdministration: {
    id: 'city.read_administration',
    who: { administrator: 'city', chief_of_staff: 'city', auditor: 'city' },
  },
  /** Role mailbox, phone, address and the head's title, beside what the pack says. */
  manageDepartments: { id: 'city.manage_departments', who: { administrator: 'city' } },
  manageContacts: { id: 'city.manage_contacts', who: { administrator: 'city' } },
  /** Closure days: they move due dates, so their effect is shown before. */
  manageDays: { id: 'city.manage_days', who: { administrator: 'city' } },
  readAudit: {
    id: 'city.read_audit',
    who: { administrator: 'city', chief_of_staff: 'city', city_attorney: 'city', auditor: 'city' },
  },
  readOutbox: { id: 'city.read_outbox', who: { administrator: 'city', chief_of_staff: 'city', auditor: 'city' } },
  /** Goes through who may do what and whether they use it. */
  reviewAccess: {
    id: 'city.review_access',
    who: { administrator: 'city', chief_of_staff: 'city', city_attorney: 'city', auditor: 'city' },
  },
  /** Sends a mail again that failed or came back, and says that an address is right again. */
  retryMail: { id: 'city.retry_mail', who: { administrator: 'city' } },
  readPermissions: { id: 'city.read_permissions', who: readingRoles },
  readLanguages: { id: 'city.read_languages', who: readingRoles },
  /** Signs, by name, that the sentences of a language say what the English ones say. */
  signTranslation: { id: 'city.sign_translation', who: { reviewer: 'city' } },
  /** Practice City alone: everybody who tries it out may put it back, but the auditor, who changes nothing. */
  resetPractice: {
    id: 'city.reset_practice',
    who: Object.fromEntries(roles.filter((role) => role !== 'auditor').map((role) => [role, 'city'])),
  },
} as const satisfies Record<string, Act>;
