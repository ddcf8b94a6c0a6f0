/** Gathers what staff see of the gate: every document with where it stands, and one document with all that is known of it. */
import { isRowId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { notFound } from '#platform/errors.ts';
import { closedUntil } from './blackout-law.ts';
import { type Blackout, blackouts } from './blackout-store.ts';
import { checkFrozen } from './privacy-check.ts';
import type { Finding } from './privacy-terms.ts';
import { type Progress, progressOf } from './publication-progress.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import { openFindings } from './publication-service.ts';
import * as store from './publication-store.ts';
import type { VersionState } from './publication-terms.ts';

export type Listed = store.VersionHead & { state: VersionState; lastAct: store.Act | null };

/** Every version with its state, newest first. */
export async function readVersions(city: City): Promise<Listed[]> {
  const [heads, acts] = [await store.versionHeads(city.db), await store.allActs(city.db)];
  const actsByVersion = Map.groupBy(acts, (act) => act.versionId);
  const progress = new Map<string, Progress>();
  for (const [id, versions] of Map.groupBy(heads, (head) => head.publicationId)) {
    const ids = new Set(versions.map((version) => version.id));
    progress.set(
      id,
      progressOf(
        versions,
        acts.filter((act) => ids.has(act.versionId)),
      ),
    );
  }
  return heads.map((head) => ({
    ...head,
    state: progress.get(head.publicationId)?.states.get(head.id) ?? 'overtaken',
    lastAct: actsByVersion.get(head.id)?.at(-1) ?? null,
  }));
}

export type DocumentView = {
  publication: store.Publication;
  versions: readonly store.Version[];
  acts: readonly store.Act[];
  progress: Progress;
  /** The draft that waits, else what is public, else the newest. */
  shown: store.Version;
  /** Of the draft that waits, found now: what is public may have changed since it was frozen. */
  findings: readonly Finding[];
  open: readonly Finding[];
  names: ReadonlyMap<string, string>;
  /** The blackout that stands in the way now ends then. */
  closedUntil: Blackout['endsAt'] | null;
};

/** Refuses with 404 for a document that nobody drafted. */
export async function readDocument(city: City, id: string, ask: PublicationQuestions): Promise<DocumentView> {
  const publication = isRowId(id) ? await store.publicationById(city.db, id) : null;
  if (!publication) throw notFound();
  const [versions, acts] = [await store.versionsOf(city.db, id), await store.actsOf(city.db, id)];
  const progress = progressOf(versions, acts);
  const chosen = progress.waitingId ?? progress.publicId;
  const shown = versions.find((version) => version.id === chosen) ?? versions.at(-1);
  if (!shown) throw notFound();
  const isWaiting = shown.id === progress.waitingId;
  const context = isWaiting
    ? { known: await store.everPublic(city.db, shown.id), names: await ask.peopleNames(city) }
    : { known: [], names: [] };
  const findings = isWaiting ? checkFrozen(shown, shown.note, context) : [];
  const people = [...versions.map((version) => version.draftedBy), ...acts.map((act) => act.by)];
  return {
    publication,
    versions,
    acts,
    progress,
    shown,
    findings,
    open: openFindings(findings, shown.id, acts),
    names: await ask.namesOf(city, [...new Set(people.filter((one) => one !== null))]),
    closedUntil: closedUntil(await blackouts(city.db), publication.kind, city.clock.now()),
  };
}
