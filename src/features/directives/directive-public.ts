/** The text of a directive as a document that the city publishes, and as the public pages read it back. */
import { z } from 'zod';
import { type IsoDate, type IsoInstant, isIsoDate } from '#kit/dates.ts';
import { endOfDay } from '#platform/clock.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { PublicDocument, Publishable, PublishedDocument, Tell } from '#platform/publishable.ts';
import type { Directive } from '#rules/obligations.ts';
import { directiveActs } from './directive-acts.ts';
import { withConditions } from './directive-holders.ts';
import { conditionsOf, type DirectiveVersion, directivesAsOf, type MetCondition } from './directive-store.ts';
import { textStateOf } from './directive-terms.ts';

export const directiveTextKind = 'directives.text';

/** `tell`: sentences in all languages of the city's screens. */
export function directiveText(tell: (city: City) => Tell): Publishable {
  return {
    kind: directiveTextKind,
    draftAct: directiveActs.draftText,
    isInstalled: true,
    async subjects(city) {
      const known = await directivesAsOf(city, todayIn(city));
      return known.map(({ directive }) => ({ id: directive.id, title: directive.title }));
    },
    async draft(city, directiveId, asOf) {
      const found = (await directivesAsOf(city, asOf)).find(({ directive }) => directive.id === directiveId);
      if (!found) return null;
      const met = await conditionsOf(city, asOf);
      const about = met.filter(({ conditionId }) =>
        JSON.stringify(found.directive).includes(JSON.stringify(conditionId)),
      );
      return documentOf(found, about, asOf, tell(city));
    },
  };
}

function documentOf(
  { directive, version, number, recordedAt }: DirectiveVersion,
  met: readonly MetCondition[],
  asOf: IsoDate,
  say: Tell,
): PublicDocument {
  const about = say('directive.public.about', (formats) => ({
    signed: formats.date(directive.signedOn),
    effective: formats.date(directive.effectiveOn),
    number,
  }));
  const clauses = directive.clauses.map((clause) => ({
    id: clause.id,
    title: Object.fromEntries(
      Object.entries(clause.title).map(([tag, title]) => [tag, `${clause.id}: ${title}`]),
    ) as Directive['title'],
    kind: 'text' as const,
    paragraphs: [clause.text, ...clause.duties.map((duty) => duty.ask)],
  }));
  return {
    title: directive.title,
    summary: directive.summary,
    asOf,
    sections: [
      {
        id: 'about',
        title: null,
        kind: 'text',
        paragraphs: [directive.issuer, about, say(`directive.text.${textStateOf(directive.clauses)}`)],
      },
      ...clauses,
    ],
    links: directive.sources.flatMap(({ title, publisher, url }) =>
      url ? [{ label: { en: `${title}, ${publisher}` }, url }] : [],
    ),
    data: { directive, version, number, recordedAt, met },
  };
}

const text = z.object({ en: z.string() }).catchall(z.string());
const day = z.string().refine(isIsoDate);
/**
 * As much as the pages need to stand: the gate froze a directive that was parsed when its pack was read, so that parts
 * inside a duty are taken as they are.
 */
const publicText = z.object({
  version: z.string(),
  number: z.number().int(),
  recordedAt: z.iso.datetime(),
  met: z.array(z.object({ conditionId: z.string(), metOn: day, source: z.string(), recordedAt: z.iso.datetime() })),
  directive: z.looseObject({
    id: z.string(),
    title: text,
    shortTitle: z.string(),
    summary: text,
    issuer: text,
    signedOn: day,
    effectiveOn: day,
    buildsOn: z.array(z.string()),
    supersededBy: z.string().nullable(),
    legalBasis: z.array(z.looseObject({ citation: z.string() })),
    sources: z.array(z.looseObject({ id: z.string(), title: z.string() })),
    clauses: z.array(
      z.looseObject({
        id: z.string(),
        title: text,
        text,
        sources: z.array(z.looseObject({ source: z.string() })),
        effects: z.array(z.looseObject({ directive: z.string(), clause: z.string() })),
        duties: z.array(
          z.looseObject({ id: z.string(), title: text, ask: text, trigger: z.looseObject({ kind: z.string() }) }),
        ),
      }),
    ),
  }),
});

export type PublicDirectiveText = { shown: DirectiveVersion; met: readonly MetCondition[] };

/** What a published document says of its directive. Throws when it is none. */
export function parsePublicText({ document }: Pick<PublishedDocument, 'document'>): PublicDirectiveText {
  const { directive, met, ...about } = publicText.parse(document.data);
  const known = met.map((one) => ({ ...one, recordedAt: one.recordedAt as IsoInstant }));
  const whole = directive as unknown as Directive;
  return {
    shown: { ...about, recordedAt: about.recordedAt as IsoInstant, directive: withConditions(whole, known) },
    met: known,
  };
}

/** The published texts that were recorded by the end of the day, in order of signature. */
export function publicTextsOn(
  city: City,
  asOf: IsoDate,
  documents: readonly PublishedDocument[],
): PublicDirectiveText[] {
  const until = endOfDay(city.profile.timeZone, asOf);
  return documents
    .map(parsePublicText)
    .filter(({ shown }) => shown.recordedAt < until)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

const order = ({ shown: { directive } }: PublicDirectiveText) => `${directive.signedOn} ${directive.id}`;
