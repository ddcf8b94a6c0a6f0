/** What can be done with directives, and who may. The text itself is public: it needs no act. */
import { type Act, readingRoles } from '#rules/permissions.ts';

export const directiveActs = {
  /** How far the departments are with a directive, and who has confirmed it: all of them, or one's own. */
  readProgress: {
    id: 'directives.read_progress',
    who: { ...readingRoles, general_manager: 'own', liaison: 'own', staff: 'own' },
  },
  /** "We have this exact version": the head of the department, or the liaison for the head; the receipt says which. */
  confirmReceipt: { id: 'directives.confirm_receipt', who: { general_manager: 'own', liaison: 'own' } },
  /** That something outside the city, such as a ruling, has happened: counsel says so, with the source. */
  recordCondition: { id: 'directives.record_condition', who: { city_attorney: 'city' } },
  /** What runs, what the folder holds, and the difference. */
  readPack: { id: 'directives.read_pack', who: { administrator: 'city', chief_of_staff: 'city', auditor: 'city' } },
  applyPack: { id: 'directives.apply_pack', who: { administrator: 'city' } },
  /** The text of a directive as a document for the public; the publication gate decides the rest. */
  draftText: { id: 'directives.draft_text', who: { reviewer: 'city', chief_of_staff: 'city' } },
} as const satisfies Record<string, Act>;
