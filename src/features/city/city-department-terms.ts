/** What the city keeps of a department beside its pack. Work contacts alone: a role's mailbox, never a private address. */
export type BodyContact = { headTitle: string; roleMailbox: string; phone: string; address: string };

/** In the order of forms, lists and files. */
export const contactFields = [
  'headTitle',
  'roleMailbox',
  'phone',
  'address',
] as const satisfies readonly (keyof BodyContact)[];
export type ContactField = (typeof contactFields)[number];

export const noContact: BodyContact = { headTitle: '', roleMailbox: '', phone: '', address: '' };

/** The four alone, without what a row carries beside them. */
export function contactOf({ headTitle, roleMailbox, phone, address }: BodyContact): BodyContact {
  return { headTitle, roleMailbox, phone, address };
}

export function changedFields(before: BodyContact, after: BodyContact): ContactField[] {
  return contactFields.filter((field) => before[field] !== after[field]);
}
