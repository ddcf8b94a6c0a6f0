/** What can be done at the disclosure desk, and who may. */
import type { Act } from '#rules/permissions.ts';

export const disclosureActs = {
  /** The register: numbers, kinds, dates and where each demand stands; not who asked, nor what. */
  readRegister: {
    id: 'disclosure.read_register',
    who: { records_officer: 'city', city_attorney: 'city', chief_of_staff: 'city', auditor: 'city' },
  },
  /** What a demand asks and from whom, the records that it reaches and how they are marked. */
  read: { id: 'disclosure.read', who: { records_officer: 'city', city_attorney: 'city' } },
  /** Registering, finding, marking, sending to counsel, producing, closing. */
  handle: { id: 'disclosure.handle', who: { records_officer: 'city', city_attorney: 'city' } },
  /** Counsel's word: privilege, approval, return. Never by whoever made the marks. */
  counsel: { id: 'disclosure.counsel', who: { city_attorney: 'city' } },
} as const satisfies Record<string, Act>;
