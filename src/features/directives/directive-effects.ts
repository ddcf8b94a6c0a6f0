/** What a later directive does to an earlier one, clause by clause. Pure. */
import type { IsoDate } from '#kit/dates.ts';
import type { Body, Reach } from '#rules/bodies.ts';
import type { Holder } from '#rules/holders.ts';
import type { Clause, Directive, Effect } from '#rules/obligations.ts';
import { holdersOfAll } from './directive-holders.ts';

/** What one clause of the later directive does to one clause of the earlier. */
export type ClauseEffect = { kind: Effect['kind']; text: Effect['text']; by: Clause };

export type EffectRow = {
  clause: Clause;
  /** Empty: the later directive leaves the clause alone. */
  effects: readonly ClauseEffect[];
  /** Changed or superseded: those who hold it read it anew, by confirming the later directive. */
  mustConfirmAgain: boolean;
};

export type DirectiveEffect = {
  earlier: Directive;
  later: Directive;
  rows: readonly EffectRow[];
  /** Clauses of the later directive that touch none of the earlier. */
  newClauses: readonly Clause[];
  counts: Readonly<Record<Effect['kind'] | 'untouched' | 'new', number>>;
  /** Who holds a clause that was changed or superseded, or a clause of the later directive that did it. */
  confirmAgain: readonly Holder[];
};

const readAnew: ReadonlySet<Effect['kind']> = new Set(['changes', 'supersedes']);

/** Each pair of directives of which the later builds on the earlier, or says what it does to it; in order of signature. */
export function effectPairs(directives: readonly Directive[]): { earlier: Directive; later: Directive }[] {
  return directives.flatMap((earlier) => {
    const builds = directives.filter(
      (later) => later.id !== earlier.id && (later.buildsOn.includes(earlier.id) || touches(later, earlier.id)),
    );
    return builds.map((later) => ({ earlier, later }));
  });
}

function touches(later: Directive, earlierId: string): boolean {
  return later.clauses.some((clause) => clause.effects.some((effect) => effect.directive === earlierId));
}

export function effectOf(
  { earlier, later }: { earlier: Directive; later: Directive },
  city: { bodies: readonly Body[]; reach: Reach },
  on: IsoDate,
): DirectiveEffect {
  const rows = earlier.clauses.map((clause) => rowOf(clause, earlier, later));
  const touching = (clause: Clause) => clause.effects.some((effect) => effect.directive === earlier.id);
  const newClauses = later.clauses.filter((clause) => !touching(clause));
  const all = rows.flatMap((row) => row.effects);
  const count = (kind: Effect['kind']) => all.filter((effect) => effect.kind === kind).length;
  const again = rows.filter((row) => row.mustConfirmAgain);
  const duties = again.flatMap((row) => [
    row.clause,
    ...row.effects.filter((effect) => readAnew.has(effect.kind)).map((effect) => effect.by),
  ]);
  return {
    earlier,
    later,
    rows,
    newClauses,
    counts: {
      adds: count('adds'),
      changes: count('changes'),
      supersedes: count('supersedes'),
      reaffirms: count('reaffirms'),
      untouched: rows.filter((row) => row.effects.length === 0).length,
      new: newClauses.length,
    },
    confirmAgain: holdersOfAll(
      duties.flatMap((clause) => clause.duties),
      city,
      on,
    ),
  };
}

function rowOf(clause: Clause, earlier: Directive, later: Directive): EffectRow {
  const effects = later.clauses.flatMap((by) => {
    const own = by.effects.filter((effect) => effect.directive === earlier.id && effect.clause === clause.id);
    return own.map(({ kind, text }) => ({ kind, text, by }));
  });
  return { clause, effects, mustConfirmAgain: effects.some((effect) => readAnew.has(effect.kind)) };
}
