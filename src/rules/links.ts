/** Data table of link kinds. A link is a typed pointer from one wing's row to another's: the only way in which wings name each other's records. */
export const linkKinds = [
  'directive',
  'clause',
  'duty',
  'task',
  'submission',
  'department',
  'person',
  'file',
  'upload',
  'records_demand',
  'publication',
  'blackout',
  'outbox_mail',
  'city',
  'legal_hold',
  'destruction',
] as const;
export type LinkKind = (typeof linkKinds)[number];

/** `id` is the row's own id; for a clause `ed-12/ED12-2`. */
export type Link = { kind: LinkKind; id: string };
