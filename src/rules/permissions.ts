/** Who may do what: the roles, what an act declares, and the one check. The table is gathered from each wing's `*-acts.ts`. */
import type { BodyId } from './bodies.ts';

export const roles = [
  /** Runs the installation for the city: people, packs, settings. Sees no more of the work than its duty needs. */
  'administrator',
  /** Answers for the directive: sees everything of it, nudges, extends. */
  'chief_of_staff',
  /** Reviews what departments hand in, in the mayor's office. */
  'reviewer',
  /** Heads a department: signs, designates, answers for it. */
  'general_manager',
  /** The department's immigrant affairs liaison: does its tasks. */
  'liaison',
  /** A colleague in a department to whom a task was handed. */
  'staff',
  /** Counsel: advises on excuses, sees what is restricted. */
  'city_attorney',
  /** Answers requests for records and subpoenas; keeps schedules and legal holds. */
  'records_officer',
  /** Works with released records. */
  'analyst',
  /** Reads everything that was done, changes nothing. */
  'auditor',
  /** A member of the working group. */
  'member',
  /** A police officer who acknowledges guidance. */
  'officer',
] as const;
export type Role = (typeof roles)[number];

/** Roles that are always held in one department. */
export const departmentRoles: ReadonlySet<Role> = new Set<Role>(['general_manager', 'liaison', 'staff', 'officer']);

export type Grant = { role: Role; bodyId: BodyId | null };
export type Actor = { personId: string; name: string; grants: readonly Grant[] };

/** `city`: anywhere in the city. `own`: only in the department for which the role was granted. */
export type Scope = 'city' | 'own';

/** Something that a person can do, with the roles that may. `id` is `<wing>.<verb>`. */
export type Act = { id: string; who: Readonly<Partial<Record<Role, Scope>>> };

/** True when one of the actor's grants allows the act; for `own`, in the body given. Without a body: anywhere at all. */
export function may(actor: Actor | null, act: Act, bodyId?: BodyId | null): boolean {
  if (!actor) return false;
  return actor.grants.some((grant) => {
    const scope = act.who[grant.role];
    if (!scope) return false;
    return scope === 'city' || bodyId === undefined || (bodyId !== null && grant.bodyId === bodyId);
  });
}

/** The departments in which the actor may do the act: every one (`all`), or those listed. */
export function bodiesWhere(actor: Actor | null, act: Act): 'all' | BodyId[] {
  if (!actor) return [];
  const allowed = actor.grants.filter((grant) => act.who[grant.role]);
  if (allowed.some((grant) => act.who[grant.role] === 'city')) return 'all';
  return [...new Set(allowed.flatMap((grant) => (grant.bodyId ? [grant.bodyId] : [])))];
}

/** A human role that holds the act, for a page that says who decides. */
export function rolesThatMay(act: Act): Role[] {
  return roles.filter((role) => act.who[role]);
}

export const readingRoles = {
  administrator: 'city',
  chief_of_staff: 'city',
  reviewer: 'city',
  city_attorney: 'city',
  auditor: 'city',
  analyst: 'city',
  general_manager: 'city',
  liaison: 'city',
  staff: 'city',
} as const satisfies Act['who'];
