/** What the forms of contacts and lists accept. */
import { z } from 'zod';
import { listKinds } from './city-contacts-columns.ts';

const text = (most: number, long: string) =>
  z
    .string()
    .trim()
    .max(most, long)
    .optional()
    .transform((said) => said ?? '');

/** How one department is reached; each field may stay empty. */
export const contactForm = z.object({
  headTitle: text(200, 'admin.fault.long-field'),
  roleMailbox: text(200, 'admin.fault.long-field').refine(
    (said) => said === '' || /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(said),
    'admin.fault.mailbox',
  ),
  phone: text(60, 'admin.fault.long-field'),
  address: text(400, 'admin.fault.long-field'),
});

/** A list, as a file beside it or as text. */
export const listForm = z.object({
  kind: z.enum(listKinds, 'admin.contacts.kind-missing'),
  text: z.string().optional(),
});

export const applyForm = z.object({
  hash: z.string('form.field-wrong').regex(/^[0-9a-f]{64}$/),
  invite: z
    .string()
    .optional()
    .transform((ticked) => ticked === 'yes'),
});
