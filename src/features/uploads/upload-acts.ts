/** What can be done with files that came in as such, and who may. Reading one is an act of the wing that holds it. */
import type { Act } from '#rules/permissions.ts';

export const uploadActs = {
  /** Which files wait for the scanner, and in which it found something: numbers and places, no names and no bytes. */
  read: { id: 'uploads.read', who: { administrator: 'city', auditor: 'city' } },
} as const satisfies Record<string, Act>;
