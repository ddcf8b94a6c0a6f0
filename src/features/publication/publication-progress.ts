/** Where the facts have brought a document: what is public, what waits, what was corrected or withdrawn. Pure; never stored. */
import type { IsoInstant } from '#kit/dates.ts';
import type { ActKind, Change, VersionState } from './publication-terms.ts';

export type VersionFact = { id: string; number: number; change: Change };
export type ActFact = { versionId: string; kind: ActKind; at: IsoInstant };

export type Progress = {
  states: ReadonlyMap<string, VersionState>;
  /** The version that anybody reads now. */
  publicId: string | null;
  /** The draft that can be approved. */
  waitingId: string | null;
  /** True once anything was public, also when it is withdrawn now. */
  wasPublic: boolean;
};

/** `acts` in the order in which they happened. */
export function progressOf(versions: readonly VersionFact[], acts: readonly ActFact[]): Progress {
  const did = (id: string, kind: ActKind) => acts.some((act) => act.versionId === id && act.kind === kind);
  const published = acts.filter((act) => act.kind === 'published').map((act) => act.versionId);
  const lastPublished = published.at(-1) ?? null;
  const newest = versions.toSorted((a, b) => a.number - b.number).at(-1);
  const states = new Map<string, VersionState>();
  for (const { id } of versions) {
    const place = published.indexOf(id);
    if (place < 0) {
      const isNewest = newest?.id === id;
      states.set(id, did(id, 'set_aside') ? 'set_aside' : isNewest ? 'waiting' : 'overtaken');
    } else if (did(id, 'withdrawn')) states.set(id, 'withdrawn');
    else if (id === lastPublished) states.set(id, 'public');
    else {
      const next = versions.find((version) => version.id === published[place + 1]);
      states.set(id, next?.change === 'correction' ? 'corrected' : 'replaced');
    }
  }
  const publicId = lastPublished !== null && states.get(lastPublished) === 'public' ? lastPublished : null;
  const waitingId = newest && states.get(newest.id) === 'waiting' ? newest.id : null;
  return { states, publicId, waitingId, wasPublic: published.length > 0 };
}
