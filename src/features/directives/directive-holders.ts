/** Who is addressed by a directive, and what waits for something outside the city. Pure. */
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import { type Body, type Reach, verbStrengths } from '#rules/bodies.ts';
import { type Holder, holdersOf } from '#rules/holders.ts';
import type { Directive, Duty, Trigger } from '#rules/obligations.ts';

/**
 * The bodies that hold at least one duty of the directive on the day, in the order of the city's list, each with the
 * strongest verb with which it is addressed. They are the ones whose receipt is asked for.
 */
export function directiveHolders(
  directive: Directive,
  city: { bodies: readonly Body[]; reach: Reach },
  on: IsoDate,
): Holder[] {
  return holdersOfAll(
    directive.clauses.flatMap((clause) => clause.duties),
    city,
    on,
  );
}

/** The same for any set of duties, such as those of one clause. */
export function holdersOfAll(
  duties: readonly Duty[],
  city: { bodies: readonly Body[]; reach: Reach },
  on: IsoDate,
): Holder[] {
  const strongest = new Map<string, Holder>();
  for (const holder of duties.flatMap((duty) => holdersOf(duty, city, on))) {
    const known = strongest.get(holder.body.id);
    const isStronger = !known || verbStrengths.indexOf(holder.verbStrength) < verbStrengths.indexOf(known.verbStrength);
    if (isStronger) strongest.set(holder.body.id, holder);
  }
  return city.bodies.flatMap((body) => strongest.get(body.id) ?? []);
}

type ConditionTrigger = Extract<Trigger, { kind: 'external_condition' }>;
export type AwaitedCondition = {
  conditionId: string;
  text: LocalText;
  directiveId: string;
  clauseId: string;
  metOn: IsoDate | null;
};

/** What the duties of these directives wait for outside the city. */
export function conditionsIn(directives: readonly Directive[]): AwaitedCondition[] {
  return directives.flatMap((directive) => {
    return directive.clauses.flatMap((clause) => {
      return clause.duties.flatMap(({ trigger }) => {
        if (trigger.kind !== 'external_condition') return [];
        return [
          {
            conditionId: trigger.condition,
            text: trigger.text,
            directiveId: directive.id,
            clauseId: clause.id,
            metOn: trigger.metOn ?? null,
          },
        ];
      });
    });
  });
}

/** The directive with the day on which each condition was met, as it was recorded: from that day its clocks run. */
export function withConditions(
  directive: Directive,
  met: readonly { conditionId: string; metOn: IsoDate }[],
): Directive {
  if (met.length === 0) return directive;
  const metOn = (trigger: ConditionTrigger) => met.find((one) => one.conditionId === trigger.condition)?.metOn;
  const withMetOn = (trigger: Trigger): Trigger => {
    const on = trigger.kind === 'external_condition' ? metOn(trigger) : undefined;
    return on === undefined ? trigger : ({ ...trigger, metOn: on } as ConditionTrigger);
  };
  const clauses = directive.clauses.map((clause) => ({
    ...clause,
    duties: clause.duties.map((duty) => ({ ...duty, trigger: withMetOn(duty.trigger) })),
  }));
  return { ...directive, clauses };
}
