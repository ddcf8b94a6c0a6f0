/** What runs, what the folder holds, and what applying it would change: for the page, and for administration's first page. */
import { relative } from 'node:path';
import type { IsoInstant } from '#kit/dates.ts';
import type { City } from '#platform/city.ts';
import type { PackFault } from '#platform/pack-file.ts';
import { newestDirectives } from './directive-store.ts';
import { isEmptyPlan, type PackIdentity, type PackPlan, type PackToApply, planHash, planPack } from './pack-apply.ts';
import type { PackPageDeps } from './pack-questions.ts';
import { recordersOf } from './pack-store.ts';

export type InForce = {
  /** `city` for the files that describe the city, else the directive. */
  id: string;
  shortTitle: string | null;
  hash: string;
  number: number | null;
  since: IsoInstant;
  by: string | null;
};

export type PackReading<P extends PackIdentity> = {
  inForce: readonly InForce[];
  faults: readonly PackFault[];
  /** Null when the folder has faults. */
  pack: PackToApply<P> | null;
  plan: PackPlan | null;
  hash: string | null;
  /** In force, and no longer in the folder: they stay. */
  left: readonly string[];
  isNews: boolean;
};

export async function readPackState<P extends PackIdentity>(
  city: City,
  deps: PackPageDeps<P>,
): Promise<PackReading<P>> {
  const read = await deps.readPack(city.packDir);
  const faults = read.faults.map((fault) => ({ ...fault, file: relative(city.packDir, fault.file) || fault.file }));
  const pack = read.city && faults.length === 0 ? { city: read.city, sources: read.sources } : null;
  const [plan, directives, recorders] = await Promise.all([
    pack ? planPack({ city, pack, doors: deps.doors }) : null,
    newestDirectives(city.db),
    recordersOf(city.db),
  ]);
  const profile = pack ? (await deps.doors.planProfile(city, pack.city)).inForce : null;
  const names = await deps.nameOf(
    city,
    recorders.flatMap((one) => one.personId ?? []),
  );
  const by = (what: string) => names.get(recorders.find((one) => one.what === what)?.personId ?? '') ?? null;
  const inForce: InForce[] = [
    ...(profile
      ? [
          {
            id: 'city',
            shortTitle: null,
            hash: profile.hash,
            number: null,
            since: profile.recordedAt,
            by: by(profile.id),
          },
        ]
      : []),
    ...directives.map(({ directive, version, number, recordedAt }) => {
      const { id, shortTitle } = directive;
      return { id, shortTitle, hash: version, number, since: recordedAt, by: by(`${id}/${number}`) };
    }),
  ];
  const held = new Set(read.sources.map((source) => source.directive.id));
  const left = pack
    ? directives.filter((one) => !held.has(one.directive.id)).map((one) => one.directive.shortTitle)
    : [];
  const isNews = plan !== null && !isEmptyPlan(plan);
  return { inForce, faults, pack, plan, hash: plan && planHash(plan), left, isNews };
}
