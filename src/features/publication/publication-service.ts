/** The acts of the gate: draft, approve, override, put away, withdraw. Nothing becomes public in another way. */
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoDate } from '#kit/dates.ts';
import { newId, sha256 } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { dateIn } from '#platform/clock.ts';
import type { Database } from '#platform/database.ts';
import type { PublicDocument, Publishable } from '#platform/publishable.ts';
import { may } from '#rules/permissions.ts';
import { closedUntil } from './blackout-law.ts';
import { blackouts } from './blackout-store.ts';
import { checkDraft, checkFrozen } from './privacy-check.ts';
import { type Finding, isBlocking } from './privacy-terms.ts';
import { findInText } from './privacy-text.ts';
import { publicationActs } from './publication-acts.ts';
import { type Progress, progressOf } from './publication-progress.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import { publicDocument } from './publication-schema.ts';
import * as store from './publication-store.ts';
import type { Change } from './publication-terms.ts';

type Ask = Pick<PublicationQuestions, 'publishables' | 'peopleNames'>;
export type NewDraft = {
  kind: string;
  subjectId: string;
  asOf: IsoDate;
  /** Asked of what was public before. */
  isCorrection: boolean;
  note: string;
};
/** `hash`: of the version that the person was shown. */
export type ShownVersion = { id: string; hash: string };
export type Drafted = { id: string; versionId: string; hash: string; findings: readonly Finding[] };

const refused = (...why: Parameters<typeof refuse>) => ({ value: refuse(...why), note: [] as AuditNote[] });
const notAllowed = () => refuse('publication.refused.not-allowed');

/** What the second person approves: everything that the public will read of the version. */
export function versionHash(
  about: { kind: string; subjectId: string; number: number; change: Change; note: string },
  document: PublicDocument,
): string {
  return sha256(canonicalJson({ ...about, document }));
}

/**
 * Freezes what the wing knows at the end of the day as the next version, after the privacy check took out what may not be
 * shown. A draft that waited is overtaken.
 */
export async function draft(city: City, acting: Acting, asked: NewDraft, ask: Ask): Promise<Result<Drafted>> {
  const publishable = ask.publishables.find((one) => one.kind === asked.kind);
  if (!publishable) return refuse('publication.refused.unknown-subject', 'subject');
  const { actor } = acting;
  if (actor && !(may(actor, publicationActs.draft) && may(actor, publishable.draftAct))) return notAllowed();
  if (asked.asOf > todayIn(city)) return refuse('publication.refused.future', 'asOf');
  const raw = await publishable.draft(city, asked.subjectId, asked.asOf);
  if (!raw) return refuse('publication.refused.unknown-subject', 'subject');
  const names = await ask.peopleNames(city);
  return auditedChange<Result<Drafted>>(city, acting, async (tx) => {
    await store.lockGate(tx, city);
    const now = city.clock.now();
    const publication = await store.publicationOf(tx, asked.kind, asked.subjectId, now);
    const { versions, progress } = await read(tx, publication.id);
    const { isCorrection, note } = asked;
    if (isCorrection && !progress.publicId) return refused('publication.refused.nothing-to-correct', 'change');
    if (note === '' && (isCorrection || (progress.wasPublic && !progress.publicId)))
      return refused('publication.refused.note-missing', 'note');
    const change: Change = isCorrection ? 'correction' : progress.wasPublic ? 'update' : 'first';
    const number = (versions.at(-1)?.number ?? 0) + 1;
    const { document, hidden, findings } = checkDraft(publicDocument.parse(raw), note, {
      known: await store.everPublic(tx, null),
      names,
    });
    const shownNow = versions.find((version) => version.id === progress.publicId);
    if (shownNow && canonicalJson(shownNow.document) === canonicalJson(document) && note === shownNow.note)
      return refused('publication.refused.no-change', 'subject');
    const about = { kind: asked.kind, subjectId: asked.subjectId, number, change, note };
    const version = {
      id: newId(),
      publicationId: publication.id,
      number,
      asOf: asked.asOf,
      change,
      note,
      document,
      hash: versionHash(about, document),
      hidden,
      draftedAt: now,
      draftedBy: actor?.personId ?? null,
    };
    await store.insertVersion(tx, version);
    const fact = { versionId: version.id, at: now, by: version.draftedBy };
    await store.insertAct(tx, { ...fact, kind: 'drafted' });
    await store.insertAct(tx, { ...fact, kind: 'checked', findings: findings.map(stored) });
    const blocking = findings.filter(isBlocking).length;
    const details = { number, hash: version.hash, change, hidden: hidden.length, blocking };
    return {
      value: ok({ id: publication.id, versionId: version.id, hash: version.hash, findings }),
      note: noteOf('publication.drafted', publication.id, details),
    };
  });
}

/**
 * Makes the draft public that this person was shown: somebody else's, the newest, without a blocking finding that counsel
 * has not overridden, on a day on which things are published.
 */
export async function approve(city: City, acting: Acting, shown: ShownVersion, ask: Ask): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, publicationActs.approve)) return notAllowed();
  const names = await ask.peopleNames(city);
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await store.lockGate(tx, city);
    const found = await waitingVersion(tx, shown);
    if (!found.ok) return { value: found, note: [] };
    const { publication, version, acts } = found.value;
    if (version.draftedBy === null || version.draftedBy === actor.personId)
      return refused('publication.refused.second-person');
    const now = city.clock.now();
    const until = closedUntil(await blackouts(tx), publication.kind, now);
    if (until) return refused('publication.refused.blackout', undefined, { until: lastDay(city, until) });
    const findings = checkFrozen(version, version.note, { known: await store.everPublic(tx, version.id), names });
    if (openFindings(findings, version.id, acts).length > 0) return refused('publication.refused.findings');
    const fact = { versionId: version.id, at: now, by: actor.personId };
    await store.insertAct(tx, { ...fact, kind: 'checked', findings: findings.map(stored) });
    await store.insertAct(tx, { ...fact, kind: 'published' });
    const event = version.change === 'correction' ? 'publication.corrected' : 'publication.published';
    const details = { number: version.number, hash: version.hash };
    return { value: ok(null), note: noteOf(event, publication.id, details) };
  });
}

/** Counsel lets the blocking findings of exactly this version stand, with a reason that nobody outside reads. */
export async function override(
  city: City,
  acting: Acting,
  { reason, ...shown }: ShownVersion & { reason: string },
  ask: Ask,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, publicationActs.override)) return notAllowed();
  if (reason.trim() === '') return refuse('publication.form.reason-missing', 'reason');
  const names = await ask.peopleNames(city);
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await store.lockGate(tx, city);
    const found = await waitingVersion(tx, shown);
    if (!found.ok) return { value: found, note: [] };
    const { publication, version, acts } = found.value;
    const findings = checkFrozen(version, version.note, { known: await store.everPublic(tx, version.id), names });
    const open = openFindings(findings, version.id, acts);
    if (open.length === 0) return refused('publication.refused.nothing-to-override');
    const fact = { versionId: version.id, at: city.clock.now(), by: actor.personId };
    await store.insertAct(tx, { ...fact, kind: 'overridden', reason, findings: open.map(stored) });
    const details = { number: version.number, hash: version.hash, findings: open.length };
    return { value: ok(null), note: noteOf('publication.overridden', publication.id, details) };
  });
}

/** Puts a draft away: it can no longer be approved. */
export async function setAside(city: City, acting: Acting, shown: ShownVersion): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, publicationActs.setAside)) return notAllowed();
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await store.lockGate(tx, city);
    const found = await waitingVersion(tx, shown);
    if (!found.ok) return { value: found, note: [] };
    const { publication, version } = found.value;
    const fact = { versionId: version.id, at: city.clock.now(), by: actor.personId };
    await store.insertAct(tx, { ...fact, kind: 'set_aside' });
    return { value: ok(null), note: noteOf('publication.set_aside', publication.id, { number: version.number }) };
  });
}

/** Takes the document from the public at once, by one person, on any day. `publicNote`: why, for everybody. */
export async function withdraw(
  city: City,
  acting: Acting,
  { id, publicNote }: { id: string; publicNote: string },
  { peopleNames }: Pick<Ask, 'peopleNames'>,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, publicationActs.withdraw)) return notAllowed();
  if (publicNote.trim() === '') return refuse('publication.form.why-missing', 'publicNote');
  // The reason is public: it must not give away what is withdrawn.
  const [found] = findInText(publicNote, await peopleNames(city)).filter(isBlocking);
  if (found) return refuse('publication.refused.note-private', 'publicNote');
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    await store.lockGate(tx, city);
    const publication = await store.publicationById(tx, id);
    const { versions, progress } = await read(tx, id);
    const version = versions.find((one) => one.id === progress.publicId);
    if (!publication || !version) return refused('publication.refused.not-public');
    const fact = { versionId: version.id, at: city.clock.now(), by: actor.personId };
    await store.insertAct(tx, { ...fact, kind: 'withdrawn', publicNote: publicNote.trim() });
    return { value: ok(null), note: noteOf('publication.withdrawn', id, { number: version.number }) };
  });
}

/**
 * Publishes the pack's own public texts when a city is loaded: what has no publication yet, by the system itself. Whoever
 * loaded the pack decided it; a text whose check finds something that blocks stays a draft for a person to decide.
 */
export async function installDocuments(city: City, publishables: readonly Publishable[]): Promise<number> {
  const asSystem: Acting = { actor: null, requestId: null };
  let installed = 0;
  for (const publishable of publishables.filter((one) => one.isInstalled)) {
    for (const { id: subjectId } of await publishable.subjects(city)) {
      if (await store.anyOfKind(city.db, publishable.kind, subjectId)) continue;
      const asked = { kind: publishable.kind, subjectId, asOf: todayIn(city), isCorrection: false, note: '' };
      installed += await store.asOne(city, async (inside) => {
        const drafted = await draft(inside, asSystem, asked, { publishables, peopleNames: async () => [] });
        if (!drafted.ok) throw new Error(`${publishable.kind} ${subjectId} could not be drafted`);
        if (drafted.value.findings.some(isBlocking)) return 0;
        const { id, versionId, hash } = drafted.value;
        return auditedChange(inside, asSystem, async (tx) => {
          await store.insertAct(tx, { versionId, kind: 'published', at: city.clock.now(), by: null });
          return { value: 1, note: noteOf('publication.installed', id, { number: 1, hash }) };
        });
      });
    }
  }
  return installed;
}

/** For a city whose texts were public before there was a gate: publishes them once, when nothing was ever drafted. */
export async function installWhenNone(city: City, publishables: readonly Publishable[]): Promise<number> {
  for (const { kind } of publishables) if (await store.anyOfKind(city.db, kind)) return 0;
  return installDocuments(city, publishables);
}

/** Blocking findings that no override of this very version covers. */
export function openFindings(findings: readonly Finding[], versionId: string, acts: readonly store.Act[]): Finding[] {
  const covered = new Set(
    acts
      .filter((act) => act.kind === 'overridden' && act.versionId === versionId)
      .flatMap((act) => act.findings.map((finding) => finding.id)),
  );
  return findings.filter((finding) => isBlocking(finding) && !covered.has(finding.id));
}

type Read = { versions: store.Version[]; acts: store.Act[]; progress: Progress };

async function read(db: Database, publicationId: string): Promise<Read> {
  const versions = await store.versionsOf(db, publicationId);
  const acts = await store.actsOf(db, publicationId);
  return { versions, acts, progress: progressOf(versions, acts) };
}

type Waiting = { publication: store.Publication; version: store.Version; acts: store.Act[] };

async function waitingVersion(tx: Database, { id, hash }: ShownVersion): Promise<Result<Waiting>> {
  const publication = await store.publicationById(tx, id);
  if (!publication) return refuse('publication.refused.unknown-subject');
  const { versions, acts, progress } = await read(tx, id);
  const version = versions.find((one) => one.id === progress.waitingId);
  if (!version) return refuse('publication.refused.nothing-waits');
  if (version.hash !== hash) return refuse('publication.refused.other-version', undefined, { number: version.number });
  return ok({ publication, version, acts });
}

const stored = ({ id, rule, place, count }: Finding): store.StoredFinding => ({ id, rule, place, count });

function noteOf(event: AuditNote['event'], id: string, details: NonNullable<AuditNote['details']>): AuditNote {
  return { event, subject: { kind: 'publication', id }, details };
}

/** The last day of a blackout that ends at a local midnight; of one that ends within a day, that day. */
function lastDay(city: City, until: `${string}T${string}Z`): IsoDate {
  return dateIn(city.profile.timeZone, new Date(Date.parse(until) - 1).toISOString() as typeof until);
}
