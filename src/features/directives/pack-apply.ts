/** Applies a whole pack to a city in one transaction: who the city is, its directives, then the duties they lay. */
import type { LocalText } from '#kit/text.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, type CityProfile, todayIn } from '#platform/city.ts';
import { changeInWords } from './directive-diff.ts';
import { applyDirectives, type DirectiveSource, type DirectiveStep, planDirectives } from './directive-import.ts';
import type { AssignDuties, AssignedDuties } from './directive-questions.ts';
import { conditionsOf, newestDirectives } from './directive-store.ts';

/** A pack as its readers give it, without faults. `P` is what the city's own wing made of its files. */
export type PackToApply<P extends PackIdentity> = { city: P; sources: readonly DirectiveSource[] };
export type PackIdentity = { id: string; name: LocalText };

/** What other wings do with their share of a pack. */
export type PackDoors<P> = {
  /** Whether the city's own files say something new; writes nothing. */
  planProfile(city: City, pack: P): Promise<{ isFirst: boolean; isNew: boolean }>;
  recordProfile(city: City, acting: Acting, pack: P): Promise<{ isNew: boolean }>;
  profileOf(pack: P): CityProfile;
  assignDuties: AssignDuties;
};

export type PackPlan = { profile: 'unchanged' | 'first' | 'changed'; directives: readonly DirectiveStep[] };
export type PackOutcome = { isProfileNew: boolean; directives: readonly DirectiveStep[]; duties: AssignedDuties };

/** What applying would change, without writing anything. */
export async function planPack<P extends PackIdentity>(question: {
  city: City;
  pack: PackToApply<P>;
  doors: PackDoors<P>;
}): Promise<PackPlan> {
  const { city, pack, doors } = question;
  const { isFirst, isNew } = await doors.planProfile(city, pack.city);
  return {
    profile: isFirst ? 'first' : isNew ? 'changed' : 'unchanged',
    directives: await planDirectives(city.db, pack.sources),
  };
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
    const inside = { ...city, db: tx, profile: doors.profileOf(pack.city) };
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
  return [`${name}, ${profileWords[plan.profile]}`, ...plan.directives.flatMap(stepLines)];
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
