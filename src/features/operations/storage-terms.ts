/** How the tables of a city are gathered for the page that says what it takes. */
export const tableGroups = [
  'audit',
  'directives',
  'tasks',
  'people',
  'mail',
  'files',
  'records',
  'jobs',
  'other',
] as const;
export type TableGroup = (typeof tableGroups)[number];

/** Tables whose names do not begin with a word of these go to `other`. */
const beginnings: readonly [RegExp, TableGroup][] = [
  [/^jobs[.]/, 'jobs'],
  [/^audit_/, 'audit'],
  [/^directive/, 'directives'],
  [/^(assignment|dut|submission|work_|overview|notice)/, 'tasks'],
  [
    /^(people|role_|person|session|sign_in|passkey|identity|group_|invitation|access|body_contact|contact|kept_)/,
    'people',
  ],
  [/^(outbox|mail)/, 'mail'],
  [/^(file|upload)/, 'files'],
  [/^(record|legal_hold|destruction|retention|demand|disclosure|publication|publish)/, 'records'],
];

export function groupOf(table: string): TableGroup {
  return beginnings.find(([beginning]) => beginning.test(table))?.[1] ?? 'other';
}

/** Bytes of each group that has any, largest first. */
export function sizesByGroup(
  tables: readonly { table: string; byteLength: number }[],
): { group: TableGroup; byteLength: number; tables: number }[] {
  return tableGroups
    .map((group) => {
      const own = tables.filter((one) => groupOf(one.table) === group);
      return { group, tables: own.length, byteLength: own.reduce((sum, one) => sum + one.byteLength, 0) };
    })
    .filter((one) => one.tables > 0)
    .sort((a, b) => b.byteLength - a.byteLength);
}
