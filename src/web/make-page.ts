/** Builds the Page that a handler is given. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localText } from '#kit/text.ts';
import { parseIsoDate } from '#kit/dates.ts';
import { remembered } from '#i18n/remembered.ts';
import { type Formats, createFormats, type Translate, translator } from '#i18n/translate.ts';
import { todayIn, type City } from '#platform/city.ts';
import { notAllowed, PageRefused, ProofNeeded, TooManyAttempts } from '#platform/errors.ts';
import { bucketOf, clientOf, type RateLimit, takeAttempt } from '#platform/rate-limits.ts';
import { markOfSecret } from '#platform/sessions.ts';
import { may } from '#rules/permissions.ts';
import { type Address, cookiePath, prefixOf } from './address.ts';
import type { TypedBody } from './body.ts';
import { html, type Html } from './html.ts';
import type { Page } from './page.ts';
import { menuOf } from './menu.ts';
import { formOwnerOf, sessionSecretOf } from './security.ts';
import { isProved, type Visitor } from './session.ts';
import { earliestAsOf, type Site } from './site.ts';

type Parts = {
  city: City;
  address: Address;
  visitor: Visitor;
  body: TypedBody;
  req: FastifyRequest;
  reply: FastifyReply;
  /** For error pages: a bad `?asOf=` does not refuse again. */
  isLenient?: boolean;
};

export function createPageMaker(site: Site): (parts: Parts) => Page {
  const translators = new Map<string, Translate>();
  const formatsByKey = new Map<string, Formats>();
  const once = <T>(map: Map<string, T>, key: string, make: () => T): T => {
    const known = map.get(key);
    if (known) return known;
    const made = make();
    map.set(key, made);
    return made;
  };
  return ({ city, address, visitor, body, req, reply, isLenient }) => {
    const { locale } = address;
    const prefix = prefixOf(city, address.isByHost, locale);
    const today = todayIn(city);
    const query = asQuery(req.query);
    const asOf = readAsOf(query.asOf, today, isLenient ?? false);
    let token: Html | null = null;
    const secret = sessionSecretOf(req);
    const secondsToWait = (limit: RateLimit, what = clientOf(req.ip)) =>
      takeAttempt(city.db, bucketOf(site.settings.secret, limit, what, Date.now()), limit, Date.now());
    const link = (path: string) => `${prefix}${path}`;
    return {
      city,
      actor: visitor.actor,
      acting: { actor: visitor.actor, requestId: String(req.id) },
      sessionHash: visitor.session?.idHash ?? null,
      sessionMark: visitor.session && secret ? markOfSecret(secret) : null,
      cookie: (name) => req.cookies[name] ?? null,
      locale,
      t: once(translators, locale.tag, () => remembered(translator(site.catalog, locale.tag))),
      formats: once(formatsByKey, `${locale.tag} ${city.profile.timeZone}`, () =>
        createFormats(locale, city.profile.timeZone),
      ),
      say: (text) => localText(text, locale.tag),
      today,
      asOf,
      isPast: asOf < today,
      params: (req.params ?? {}) as Record<string, string>,
      query,
      fields: body.fields,
      files: body.files,
      link,
      linkTo: ({ kind, id }) => link(site.linkPaths[kind](id)),
      formToken() {
        token ??= html`<input type="hidden" name="_csrf" value="${reply.generateCsrf({ userInfo: formOwnerOf(req), path: cookiePath(city, address) })}">`;
        return token;
      },
      must(act, bodyId) {
        if (!visitor.actor || !may(visitor.actor, act, bodyId)) throw notAllowed();
        return visitor.actor;
      },
      isProved: isProved(visitor),
      mustProve() {
        if (!isProved(visitor)) throw new ProofNeeded();
      },
      secondsToWait,
      async mustBeWithin(limit, what) {
        const seconds = await secondsToWait(limit, what);
        if (seconds > 0) throw new TooManyAttempts(seconds);
      },
      recordClass: (id) => site.recordClasses.find((one) => one.id === id) ?? null,
      here: address.inside,
      isEvaluation: site.settings.isEvaluation,
      startPath: menuOf(site, city, visitor.actor)[0]?.path ?? '/',
    };
  };
}

function asQuery(query: unknown): Record<string, string> {
  const entries = Object.entries((query ?? {}) as Record<string, string | string[]>);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value).replaceAll('\0', '')]),
  );
}

function readAsOf(text: string | undefined, today: string, isLenient: boolean) {
  const given = parseIsoDate(text);
  if (text && (!given || given < earliestAsOf || given > today) && !isLenient)
    throw new PageRefused(400, 'error.as-of.text');
  return (given && given <= today ? given : today) as ReturnType<typeof todayIn>;
}
