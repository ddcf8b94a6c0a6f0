/** What can be done at the publication gate, and who may. Who may draft a kind of document says its own wing as well. */
import type { Act } from '#rules/permissions.ts';

export const publicationActs = {
  /** Drafts, findings, what was published and withdrawn. */
  read: {
    id: 'publication.read',
    who: { chief_of_staff: 'city', reviewer: 'city', city_attorney: 'city', analyst: 'city', auditor: 'city' },
  },
  draft: { id: 'publication.draft', who: { chief_of_staff: 'city', reviewer: 'city', analyst: 'city' } },
  /** Never one's own draft. */
  approve: { id: 'publication.approve', who: { chief_of_staff: 'city', city_attorney: 'city' } },
  /** At once, by one person. */
  withdraw: { id: 'publication.withdraw', who: { chief_of_staff: 'city', city_attorney: 'city' } },
  /** Lets a finding of the privacy check stand, with a reason. */
  override: { id: 'publication.override', who: { city_attorney: 'city' } },
  /** Puts away a draft that nobody wants, one's own or another's. */
  setAside: {
    id: 'publication.set_aside',
    who: { chief_of_staff: 'city', reviewer: 'city', analyst: 'city', city_attorney: 'city' },
  },
  /** Days on which nothing is published. */
  setBlackout: { id: 'publication.set_blackout', who: { city_attorney: 'city' } },
  /** Why nothing is published on those days, and counsel's reasons for an override. */
  readReasons: { id: 'publication.read_reasons', who: { chief_of_staff: 'city', city_attorney: 'city' } },
} as const satisfies Record<string, Act>;
