/** Applies a whole pack to a city in one transaction: who the city is, its directives, then the duties they lay. */
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { sha256 } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import type { LocalText } from '#kit/text.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, type CityProfile, todayIn } from '#platform/city.ts';
import { may } from '#rules/permissions.ts';
import { directiveActs } from './directive-acts.ts';
import { changeInWords, type DirectiveChange, diffCityFiles } from './directive-diff.ts';
import { applyDirectives, type DirectiveSource, type DirectiveStep, planDirectives } from './directive-import.ts';
import type { AssignDuties, AssignedDuties } from './directive-questions.ts';
import { conditionsOf, lockDirectives, newestDirectives } from './directive-store.ts';

/** A pack as its readers give it, without faults. `P` is what the city's own wing made of its files. */
export type PackToApply<P extends PackIdentity> = { city: P; sources: readonly DirectiveSource[] };
export type PackIdentity = { id: string; name: LocalText };

/** What other wings do with their share of a pack. */
export type PackDoors<P> = {
  /** What the city's own files say, beside what is in force; writes nothing. */
  planProfile(city: City, pack: P): Promise<ProfilePlan>;
  recordProfile(city: City, acting: Acting, pack: P): Promise<{ isNew: boolean }>;
  /** The city as the pack describes it, with what the city keeps beside its pack; reads in the transaction of `city.db`. */
  profileOf(city: City, pack: P): Promise<CityProfile>;
  assignDuties: AssignDuties;
};
export type ProfilePlan = {
  hash: string;
  document: object;
  /** Null before the first pack was applied. `id` is what the audit calls it. */
  inForce: { id: string; hash: string; recordedAt: IsoInstant; document: object } | null;
};

export type PackPlan = {
  profile: 'unchanged' | 'first' | 'changed';
  profileHash: string;
  /** Empty unless the profile is changed. */
  profileChanges: readonly DirectiveChange[];
  directives: readonly DirectiveStep[];
};
export type PackOutcome = { isProfileNew: boolean; directives: readonly DirectiveStep[]; duties: AssignedDuties };

/** What applying would change, without writing anything. */
export async function planPack<P extends PackIdentity>(question: {
  city: City;
  pack: PackToApply<P>;
  doors: PackDoors<P>;
}): Promise<PackPlan> {
  const { city, pack, doors } = question;
  const { hash, document, inForce } = await doors.planProfile(city, pack.city);
  const isNew = inForce?.hash !== hash;
  return {
    profile: inForce === null ? 'first' : isNew ? 'changed' : 'unchanged',
    profileHash: hash,
    profileChanges: inForce && isNew ? diffCityFiles(inForce.document, document) : [],
    directives: await planDirectives(city.db, pack.sources),
  };
}

/** Over everything that applying would do: what a person saw, and says yes to. */
export function planHash({ profile, profileHash, directives }: PackPlan): string {
  const steps = directives.map(({ directiveId, kind, version, number }) => ({ directiveId, kind, version, number }));
  return sha256(canonicalJson({ profile, profileHash, steps }));
}

/**
 * Applies the pack when it does just what was seen. Refused when the folder or the city changed since (`pack.refused.changed`:
 * show it again), when nothing would change, and to whom the act is not given.
 */
export async function applySeenPack<P extends PackIdentity>(order: {
  city: City;
  acting: Acting;
  pack: PackToApply<P>;
  doors: PackDoors<P>;
  seen: string;
}): Promise<Result<PackOutcome>> {
  const { city, acting, seen } = order;
  if (acting.actor && !may(acting.actor, directiveActs.applyPack)) return refuse('directive.refused.not-allowed');
  return auditedChange<Result<PackOutcome>>(city, acting, async (tx) => {
    const inside = { ...city, db: tx };
    const stop = (why: string) => ({ value: refuse(why), note: [] });
    await lockDirectives(tx, city);
    const plan = await planPack({ ...order, city: inside });
    if (isEmptyPlan(plan)) return stop('pack.refused.nothing');
    if (planHash(plan) !== seen) return stop('pack.refused.changed');
    // Applying writes its own events.
    return { value: ok(await applyPack({ ...order, city: inside })), note: [] };
  });
}

/** Applying the same pack twice changes nothing. What was handed in, accepted or confirmed stays. */
export async function applyPack<P extends PackIdentity>(order: {
  city: City;
  acting: Acting;
  pack: PackToApply<P>;
  doors: PackDoors<P>;
}): Promise<PackOutcome> {
  const { city, acting, pack, doors } = order;
  return auditedChange(city, acting, async (tx) => {
    const { isNew } = await doors.recordProfile({ ...city, db: tx }, acting, pack.city);
    // From here on the city is what its new pack says.
    const inside = { ...city, db: tx, profile: await doors.profileOf({ ...city, db: tx }, pack.city) };
    const directives = await applyDirectives(inside, acting, pack.sources);
    const met = await conditionsOf(inside, todayIn(inside));
    const inForce = (await newestDirectives(tx)).map((one) => one.directive);
    const duties = await doors.assignDuties(inside, acting, inForce, met);
    // Each of the three has written its own events.
    return { value: { isProfileNew: isNew, directives, duties }, note: [] };
  });
}

/** True when applying would write nothing. */
export function isEmptyPlan(plan: PackPlan): boolean {
  return plan.profile === 'unchanged' && plan.directives.every((step) => step.kind === 'unchanged');
}

const profileWords = {
  unchanged: 'bodies, holidays and settings: unchanged',
  first: 'bodies, holidays and settings: recorded for the first time',
  changed: 'bodies, holidays and settings: changed',
} as const satisfies Record<PackPlan['profile'], string>;

/** The plan in lines that a person reads before saying yes. */
export function planLines(name: string, plan: PackPlan): string[] {
  const ofCity = plan.profileChanges.flatMap((change) => changeInWords(change).split('\n')).map((line) => `  ${line}`);
  return [`${name}, ${profileWords[plan.profile]}`, ...ofCity, ...plan.directives.flatMap(stepLines)];
}

function stepLines(step: DirectiveStep): string[] {
  const version = `version ${step.number} (${step.version.slice(0, 12)})`;
  if (step.kind === 'unchanged') return [`${step.shortTitle}: unchanged, ${version}`];
  if (step.kind === 'first') return [`${step.shortTitle}: new, ${version}`];
  const count = `${step.changes.length} ${step.changes.length === 1 ? 'change' : 'changes'}`;
  const changes = step.changes.flatMap((change) => changeInWords(change).split('\n'));
  return [
    `${step.shortTitle}: changed, ${version}, ${count}; every department is asked to confirm it`,
    ...changes.map((line) => `  ${line}`),
  ];
}
