/** Who may read the overview, the departments and the search. */
import { type Act, readingRoles } from '#rules/permissions.ts';

/** A department's own people see how their own department stands; the mayor's office and the auditor see all. */
const progressReaders = { ...readingRoles, general_manager: 'own', liaison: 'own', staff: 'own' } as const;

export const overviewActs = {
  /** The one screen, its lists, its downloads. */
  read: { id: 'overview.read', who: progressReaders },
  /** The week's mail, before it is sent. */
  readWeekly: {
    id: 'overview.read_weekly',
    who: { chief_of_staff: 'city', administrator: 'city', reviewer: 'city', auditor: 'city' },
  },
  /** Puts down for oneself that the overview was seen, so that "since you last looked" begins here. */
  markSeen: { id: 'overview.mark_seen', who: readingRoles },
  readDepartment: { id: 'overview.read_department', who: readingRoles },
  search: { id: 'overview.search', who: readingRoles },
} as const satisfies Record<string, Act>;
