/** Who may see a record, from the widest to the narrowest. A search or a count never goes past it. */
export const visibilities = ['public', 'staff', 'restricted'] as const;
export type Visibility = (typeof visibilities)[number];
