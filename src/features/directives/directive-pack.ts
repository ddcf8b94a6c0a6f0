/** Reads the directives of a pack into the words of the law. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '#kit/canonical.ts';
import { sha256 } from '#kit/ids.ts';
import { type PackFault, type PackFile, readPackFile } from '#platform/pack-file.ts';
import type { Clause, Deadline, Directive, Duty, Holders, Trigger } from '#rules/obligations.ts';
import { type DirectiveFile, directiveFile } from './directive-schema.ts';

/** A directive and the file it was read from, which knows the line of everything. */
export type ReadDirective = { directive: Directive; file: PackFile<DirectiveFile> };

/** Reads `directives/*.yaml` of the pack in order of file name. A folder without directives is a fault. */
export async function readDirectives(dir: string): Promise<{ directives: ReadDirective[]; faults: PackFault[] }> {
  const folder = join(dir, 'directives');
  const names = await yamlNames(folder);
  if (names.length === 0) {
    const fault = {
      file: folder,
      line: 1,
      column: 1,
      wrong: 'the pack has no directive',
      right: 'one YAML file for each directive',
    };
    return { directives: [], faults: [fault] };
  }
  const files = await Promise.all(names.map((name) => readPackFile(join(folder, name), directiveFile)));
  return {
    directives: files.flatMap((file) => (file.value ? [{ directive: toDirective(file.value), file }] : [])),
    faults: files.flatMap((file) => file.faults),
  };
}

/** Reads one file alone, without the checks that need the rest of its pack. */
export async function readDirectiveFile(path: string): Promise<{ directive: Directive | null; faults: PackFault[] }> {
  const file = await readPackFile(path, directiveFile);
  return { directive: file.value ? toDirective(file.value) : null, faults: file.faults };
}

/** SHA-256 over the canonical JSON: two files that say the same have the same version, whatever their layout or comments. */
export function directiveVersion(directive: Directive): string {
  return sha256(canonicalJson(directive));
}

/** From the author's words to the words of the law. */
export function toDirective(file: DirectiveFile): Directive {
  return {
    id: file.id,
    title: file.title,
    shortTitle: file.short_title,
    summary: file.summary,
    instrument: file.instrument,
    issuer: file.issuer,
    signedOn: file.signed_on,
    effectiveOn: file.effective_on,
    buildsOn: file.builds_on,
    supersededBy: file.superseded_by,
    legalBasis: file.legal_basis.map(({ citation, note, text_status }) => ({
      citation,
      ...given({ note }),
      textStatus: text_status,
    })),
    sources: file.sources.map(({ is_verified, ...source }) => ({ ...source, isVerified: is_verified })),
    clauses: file.clauses.map(toClause),
  };
}

function toClause(clause: DirectiveFile['clauses'][number]): Clause {
  return {
    id: clause.id,
    title: clause.title,
    text: clause.text,
    sources: clause.sources,
    textStatus: clause.text_status,
    legalStatus: clause.legal_status,
    ...given({ legalStatusNote: clause.legal_status_note }),
    effects: clause.effects ?? [],
    duties: clause.duties.map(toDuty),
  };
}

function toDuty(duty: DirectiveFile['clauses'][number]['duties'][number]): Duty {
  return {
    id: duty.id,
    title: duty.title,
    ask: duty.ask,
    holders: toHolders(duty.holders),
    verb: duty.verb,
    trigger: toTrigger(duty.trigger),
    deadline: duty.deadline satisfies Deadline,
    deliverable: duty.deliverable,
    proof: duty.proof,
    proofText: duty.proof_text,
    reviewer: duty.reviewer,
    publicity: duty.publicity,
    minutes: duty.minutes,
    ...given({ consequence: duty.consequence }),
  };
}

function toHolders({ is_joint, ...holders }: DirectiveFile['clauses'][number]['duties'][number]['holders']): Holders {
  return { ...holders, ...given({ isJoint: is_joint }) };
}

function toTrigger(trigger: DirectiveFile['clauses'][number]['duties'][number]['trigger']): Trigger {
  if (trigger.kind !== 'external_condition') return trigger;
  const { met_on, ...rest } = trigger;
  return { ...rest, ...given({ metOn: met_on }) };
}

/** Only what has a value, so that an absent field and a field without a value are the same directive. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}

async function yamlNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch {
    return [];
  }
}
