/** From a pack's schedule to tasks: applying it twice changes nothing, a changed duty keeps what was handed in. */
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId, sha256 } from '#kit/ids.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Directive, Duty } from '#rules/obligations.ts';
import {
  insertAssignments,
  insertDutyVersions,
  insertTerms,
  latestTerms,
  lockAssignments,
  type NewAssignment,
} from './duty-assign-store.ts';
import { type Assignment, assignmentsOf } from './duty-schedule.ts';
import { dutyVersions } from './duty-store.ts';
import type { DutyVersionRow, TermsRow } from './duty-tables.ts';
import type { DutyDocument } from './duty-terms.ts';

export type AssignOutcome = { made: number; changed: number; withdrawn: number };

type Key = { directive_id: string; clause_id: string; duty_id: string };
const dutyKey = (key: Key) => `${key.directive_id}/${key.clause_id}/${key.duty_id}`;
export const taskKey = (key: Key & { body_id: string; occurrence: string }) =>
  `${dutyKey(key)}/${key.body_id}/${key.occurrence}`;

/** Something outside the city that a duty waited for has happened, as counsel recorded it. */
export type MetCondition = { conditionId: string; metOn: IsoDate };

/** The directives with the days on which their conditions were met. */
function withConditions(directives: readonly Directive[], met: readonly MetCondition[]): readonly Directive[] {
  if (met.length === 0) return directives;
  const metOn = new Map(met.map((one) => [one.conditionId, one.metOn]));
  const dutyWith = (duty: Duty): Duty => {
    const on = duty.trigger.kind === 'external_condition' ? metOn.get(duty.trigger.condition) : undefined;
    return duty.trigger.kind === 'external_condition' && on
      ? { ...duty, trigger: { ...duty.trigger, metOn: on } }
      : duty;
  };
  return directives.map((directive) => ({
    ...directive,
    clauses: directive.clauses.map((clause) => ({ ...clause, duties: clause.duties.map(dutyWith) })),
  }));
}

/** How far ahead recurring duties are laid out. */
export const horizonDays = 62;

/** Every task that the directives lay on the bodies, up to the horizon; what an outside condition opened is among them. */
export function wantedTasks(city: City, asSigned: readonly Directive[], met: readonly MetCondition[]) {
  const directives = withConditions(asSigned, met);
  const horizon = new Date(Date.parse(city.clock.now()) + horizonDays * 86_400_000)
    .toISOString()
    .slice(0, 10) as IsoDate;
  return { directives, horizon, wanted: assignmentsOf({ city: city.profile, directives, horizon }) };
}

/**
 * Lays the duties of the directives on the city's bodies. Tasks that the directives no longer hold are withdrawn, with
 * everything that was handed in; their rows stay.
 */
export async function assignDuties(
  city: City,
  acting: Acting,
  asSigned: readonly Directive[],
  met: readonly MetCondition[] = [],
): Promise<AssignOutcome> {
  const now = city.clock.now();
  const { directives, horizon, wanted } = wantedTasks(city, asSigned, met);
  return auditedChange(city, acting, async (tx) => {
    await lockAssignments(tx);
    const versions = await recordVersions(tx, directives, now);
    const known = new Map((await latestTerms(tx)).map((row) => [taskKey(row), row]));
    const made: NewAssignment[] = [];
    const terms: TermsRow[] = [];
    const outcome: AssignOutcome = { made: 0, changed: 0, withdrawn: 0 };
    const seen = new Set<string>();
    for (const one of wanted) {
      const key = {
        directive_id: one.directive,
        clause_id: one.clause,
        duty_id: one.duty,
        body_id: one.body,
        occurrence: one.occurrence,
      };
      seen.add(taskKey(key));
      const versionId = versions.get(dutyKey(key)) as string;
      const before = known.get(taskKey(key));
      const assignmentId = before?.assignment_id ?? newId();
      const row = termsOf(one, assignmentId, versionId, now);
      if (before?.terms_hash === row.terms_hash) continue;
      if (before) outcome.changed += 1;
      else {
        made.push({ id: assignmentId, ...key, made_at: now });
        outcome.made += 1;
      }
      terms.push(row);
    }
    for (const [key, row] of known) {
      if (seen.has(key) || row.is_withdrawn || isLaterThan(row, horizon) || isOfEvent(row)) continue;
      const { directive_id: _d, clause_id: _c, duty_id: _u, body_id: _b, occurrence: _o, ...last } = row;
      terms.push({ ...last, id: newId(), recorded_at: now, is_withdrawn: true, terms_hash: 'withdrawn' });
      outcome.withdrawn += 1;
    }
    await insertAssignments(tx, made);
    await insertTerms(tx, terms);
    const note = {
      event: 'duty.assigned' as const,
      subject: { kind: 'city' as const, id: city.slug },
      details: { ...outcome },
    };
    return { value: outcome, note: outcome.made + outcome.changed + outcome.withdrawn > 0 ? note : [] };
  });
}

/** A recurrence laid out further by a clock that ran ahead is not taken back. */
function isLaterThan(row: { due_on: string | null; occurrence: string }, horizon: string): boolean {
  return row.due_on !== null && row.due_on >= horizon && row.occurrence !== 'once';
}

/** What an event opened stands as it was opened. */
function isOfEvent(row: { occurrence: string }): boolean {
  return row.occurrence.startsWith('event-');
}

async function recordVersions(
  tx: Parameters<typeof dutyVersions>[0],
  directives: readonly Directive[],
  now: IsoInstant,
): Promise<Map<string, string>> {
  const known = new Map((await dutyVersions(tx)).map((row) => [`${dutyKey(row)}#${row.hash}`, row.id]));
  const fresh: DutyVersionRow[] = [];
  const current = new Map<string, string>();
  for (const directive of directives) {
    for (const clause of directive.clauses) {
      for (const duty of clause.duties) {
        const document: DutyDocument = {
          duty,
          clauseTitle: clause.title,
          clauseText: clause.text,
          directiveShortTitle: directive.shortTitle,
        };
        const key = { directive_id: directive.id, clause_id: clause.id, duty_id: duty.id };
        const hash = sha256(canonicalJson(document));
        const id = known.get(`${dutyKey(key)}#${hash}`) ?? newId();
        if (!known.has(`${dutyKey(key)}#${hash}`)) fresh.push({ id, ...key, hash, recorded_at: now, document });
        current.set(dutyKey(key), id);
      }
    }
  }
  await insertDutyVersions(tx, fresh);
  return current;
}

type TermsOf = Pick<
  Assignment,
  'verbStrength' | 'legalStatus' | 'state' | 'dueOn' | 'dueAt' | 'periodLabel' | 'isJoint' | 'reasons'
>;

export function termsOf(one: TermsOf, assignmentId: string, versionId: string, now: IsoInstant): TermsRow {
  const said = {
    duty_version_id: versionId,
    is_withdrawn: false,
    verb: one.verbStrength,
    legal_status: one.legalStatus,
    due_state: one.state,
    due_on: one.dueOn,
    due_at: one.dueAt,
    period_label: one.periodLabel,
    is_joint: one.isJoint,
    reasons: one.reasons,
  };
  return {
    id: newId(),
    assignment_id: assignmentId,
    recorded_at: now,
    ...said,
    terms_hash: sha256(canonicalJson(said)),
  };
}
