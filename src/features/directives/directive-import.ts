/** Records the directives of a pack: the same text twice changes nothing, a changed text is a new version beside the old. */
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Database } from '#platform/database.ts';
import type { Directive } from '#rules/obligations.ts';
import { type DirectiveChange, diffDirectives } from './directive-diff.ts';
import { directiveVersion } from './directive-pack.ts';
import { insertVersion, lockDirectives, newestDirectives } from './directive-store.ts';

/** A directive of a pack, with the file as its author wrote it. */
export type DirectiveSource = { directive: Directive; sourceYaml: string };

/** What an import does, or would do, to one directive. */
export type DirectiveStep = {
  directiveId: string;
  shortTitle: string;
  kind: 'unchanged' | 'first' | 'changed';
  /** The version that is in force afterwards. */
  version: string;
  number: number;
  /** Against the version in force before; empty unless `changed`. */
  changes: readonly DirectiveChange[];
};

/** What `applyDirectives` would do. Writes nothing. A directive that the pack no longer holds is left as it is. */
export async function planDirectives(db: Database, sources: readonly DirectiveSource[]): Promise<DirectiveStep[]> {
  const newest = new Map((await newestDirectives(db)).map((one) => [one.directive.id, one]));
  return sources.map(({ directive }) => {
    const version = directiveVersion(directive);
    const known = newest.get(directive.id);
    const about = { directiveId: directive.id, shortTitle: directive.shortTitle, version };
    if (!known) return { ...about, kind: 'first', number: 1, changes: [] };
    if (known.version === version) return { ...about, kind: 'unchanged', number: known.number, changes: [] };
    return { ...about, kind: 'changed', number: known.number + 1, changes: diffDirectives(known.directive, directive) };
  });
}

/** Records what is new in one transaction, an event for each new version. Everything that was handed in stays as it is. */
export function applyDirectives(
  city: City,
  acting: Acting,
  sources: readonly DirectiveSource[],
): Promise<DirectiveStep[]> {
  return auditedChange(city, acting, async (tx) => {
    await lockDirectives(tx, city);
    const steps = await planDirectives(tx, sources);
    const note: AuditNote[] = [];
    for (const [index, step] of steps.entries()) {
      const source = sources[index];
      if (step.kind === 'unchanged' || !source) continue;
      await insertVersion(tx, { ...source, version: step.version, number: step.number, recordedAt: city.clock.now() });
      const details = { version: step.version, number: step.number, changes: step.changes.length };
      note.push({ event: 'directive.version_recorded', subject: { kind: 'directive', id: step.directiveId }, details });
    }
    return { value: steps, note };
  });
}
