/** From a route's row to its answer: who asks, may they, what was typed, the handler, the page around it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { auditEvents } from '#rules/audit-events.ts';
import { may } from '#rules/permissions.ts';
import { auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { PageRefused, ProofNeeded } from '#platform/errors.ts';
import { FileTooLarge } from '#platform/files.ts';
import { faultFields } from '#platform/log.ts';
import { keepForm } from '#platform/sessions.ts';
import { type Address, cookiePath, prefixOf } from './address.ts';
import { readBody, type TypedBody } from './body.ts';
import { createPageMaker } from './make-page.ts';
import { layout } from './layout.ts';
import type { Answer, Page } from './page.ts';
import { refusalAnswer, runOutAnswer } from './refusal-pages.ts';
import type { Route } from './route.ts';
import { cookieOptions, isOwnForm } from './security.ts';
import { isProved, type Visitor, visitorOf } from './session.ts';
import type { Site } from './site.ts';

type Kept = { html: string; until: number };
const cacheLimit = 500;

export function createResponder(site: Site, addressOf: (req: FastifyRequest) => Address) {
  const makePage = createPageMaker(site);
  const cache = new Map<string, Kept>();
  const emptyBody: TypedBody = { fields: {}, files: [], tooLarge: [] };
  const nobody: Visitor = { actor: null, session: null, hasRunOut: false };

  async function route(scope: FastifyInstance, city: City, row: Route, req: FastifyRequest, reply: FastifyReply) {
    const address = addressOf(req);
    const cacheKey =
      row.cacheSeconds && !req.headers.cookie
        ? // Cities under hosts of their own have the same prefix: none.
          `${city.slug} ${address.isByHost} ${address.locale.tag} ${address.inside}`
        : null;
    const kept = cacheKey ? cache.get(cacheKey) : undefined;
    if (kept && kept.until > Date.now()) return reply.type('text/html; charset=utf-8').send(kept.html);
    const visitor = await visitorOf(site, city, req);
    const isAllowed =
      row.permission === 'everyone' ||
      (row.permission === 'signed_in' ? visitor.actor !== null : may(visitor.actor, row.permission));
    if (!isAllowed && !visitor.actor && !visitor.hasRunOut) {
      if (row.method === 'GET')
        return reply.redirect(
          `${prefixOf(city, address.isByHost, address.locale)}/sign-in?next=${encodeURIComponent(address.inside)}`,
          303,
        );
      throw new PageRefused(401, 'error.signed-out.text');
    }
    if (!isAllowed && visitor.actor) throw new PageRefused(403, 'error.not-allowed.text');
    const isProofMissing = row.proof === 'fresh' && !isProved(visitor);
    const mayKeepFiles = isAllowed && !isProofMissing;
    const body = row.method === 'POST' ? await readBody(city, site, row, req, mayKeepFiles) : emptyBody;
    if (row.method === 'POST' && !(await isOwnForm(scope, req, reply)))
      throw new PageRefused(403, 'error.form-token.text');
    const page = makePage({ city, address, visitor, body, req, reply });
    if (!isAllowed) return send(page, visitor, req, reply, await runOut(city, page, visitor, row));
    const answer = isProofMissing ? 'proof needed' : await handled(row, page, body);
    if (answer === 'proof needed') return send(page, visitor, req, reply, await askProof(city, page, row));
    if (row.method === 'GET' && row.event !== 'none') await recordView(page, row);
    const text = await send(page, visitor, req, reply, answer);
    if (
      cacheKey &&
      answer.kind === 'page' &&
      answer.status === 200 &&
      typeof text === 'string' &&
      !reply.getHeader('set-cookie')
    ) {
      if (cache.size >= cacheLimit) cache.clear();
      cache.set(cacheKey, { html: text, until: Date.now() + (row.cacheSeconds as number) * 1000 });
    }
    return reply;
  }

  /** The form again with what was typed, where the route can draw it. */
  async function tooLarge(row: Route, page: Page, names: readonly string[]): Promise<Answer> {
    if (!row.whenTooLarge) throw new PageRefused(413, 'error.file-too-large.text');
    return row.whenTooLarge(page, names);
  }

  async function handled(row: Route, page: Page, { tooLarge: names }: TypedBody): Promise<Answer | 'proof needed'> {
    try {
      return await (names.length > 0 ? tooLarge(row, page, names) : row.handle(page));
    } catch (error) {
      if (error instanceof ProofNeeded) return 'proof needed';
      throw error;
    }
  }

  /** First the person shows who they are; then the page, or what was typed with one button that sends it. */
  async function askProof(city: City, page: Page, row: Route): Promise<Answer> {
    const next = row.method === 'GET' ? page.here : `/kept/${await keep(city, page, page.actor?.personId ?? '')}`;
    return { kind: 'redirect', to: `/prove?next=${encodeURIComponent(next)}` };
  }

  /** The session had run out: what was typed waits for this person, who signs in and sends it again. */
  async function runOut(city: City, page: Page, visitor: Visitor, row: Route): Promise<Answer> {
    if (row.method === 'GET') return { kind: 'redirect', to: `/sign-in?next=${encodeURIComponent(page.here)}` };
    return runOutAnswer(page, await keep(city, page, visitor.session?.personId ?? ''));
  }

  function keep(city: City, page: Page, personId: string): Promise<string> {
    const { _csrf, ...fields } = page.fields;
    return keepForm(city.db, personId, page.here, fields, Date.now());
  }

  async function recordView(page: Page, row: Route): Promise<void> {
    if (row.event === 'none') return;
    const event = row.event;
    const note = { event, subject: { kind: 'city', id: page.city.slug } as const, details: { path: row.path.pattern } };
    await auditedChange(page.city, page.acting, async () => ({ value: null, note }));
  }

  async function send(
    page: Page,
    visitor: Visitor,
    req: FastifyRequest,
    reply: FastifyReply,
    answer: Answer,
  ): Promise<string | undefined> {
    if ((answer.kind === 'redirect' || answer.kind === 'page') && answer.cookie) {
      const { name, value, maxAgeSeconds } = answer.cookie;
      reply.setCookie(name, value, {
        ...cookieOptions(site.settings, cookiePath(page.city, addressOf(req))),
        maxAge: maxAgeSeconds,
      });
    }
    if (answer.kind === 'redirect') {
      reply.redirect(page.link(answer.to), 303);
      return undefined;
    }
    if (answer.kind === 'text') {
      reply.type(answer.mediaType);
      if (answer.fileName) reply.header('content-disposition', disposition(answer.fileName));
      reply.send(answer.body);
      return undefined;
    }
    if (answer.kind === 'stream') {
      reply
        .type('application/octet-stream')
        .header('content-length', answer.byteLength)
        .header('content-disposition', disposition(answer.fileName));
      reply.send(answer.stream);
      return undefined;
    }
    const done = auditEvents.find((event) => event === page.query.done) ?? null;
    // The error page must stand without the database too.
    const isReviewed = await site.isLanguageReviewed(page.city, page.locale.tag).catch(() => false);
    const text = layout({ site, page, answer, isSignedIn: visitor.actor !== null, done, isReviewed });
    if (answer.refreshTo) reply.header('refresh', `0; url=${answer.refreshTo}`);
    if (answer.retryAfterSeconds) reply.header('retry-after', answer.retryAfterSeconds);
    reply.code(answer.status).type('text/html; charset=utf-8').send(text);
    return text;
  }

  async function fault(scope: FastifyInstance, city: City, error: unknown, req: FastifyRequest, reply: FastifyReply) {
    const refused = asRefusal(error, req);
    if (!refused)
      site.log.error('request.failed', {
        requestId: req.id,
        city: city.slug,
        ...faultFields(error),
      });
    return refusal(scope, city, refused ?? new PageRefused(500, 'error.fault.text'), req, reply);
  }

  async function refusal(
    _scope: FastifyInstance,
    city: City,
    refused: PageRefused,
    req: FastifyRequest,
    reply: FastifyReply,
  ) {
    const visitor = await visitorOf(site, city, req).catch(() => nobody);
    const typed = (req.body ?? {}) as TypedBody['fields'];
    const page = makePage({
      city,
      address: addressOf(req),
      visitor,
      body: { fields: typed, files: [], tooLarge: [] },
      req,
      reply,
      isLenient: true,
    });
    await send(page, visitor, req, reply, refusalAnswer(page, refused, visitor.actor !== null));
    return reply;
  }

  const missing = (scope: FastifyInstance, city: City, req: FastifyRequest, reply: FastifyReply) =>
    refusal(scope, city, new PageRefused(404, 'error.not-found.text'), req, reply);

  return { route, fault, missing };
}

function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

/** Refusals of our own and of the server's limits; null for a fault. */
function asRefusal(error: unknown, req: FastifyRequest): PageRefused | null {
  if (error instanceof PageRefused) return error;
  if (error instanceof FileTooLarge) return new PageRefused(413, 'error.file-too-large.text');
  const { statusCode: status, code } = (error ?? {}) as { statusCode?: number; code?: string };
  // The sender went away in the middle; the same code from the database is a fault.
  if (code === 'ECONNRESET' && req.raw.readableAborted) return new PageRefused(400, 'error.bad-request.text');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new PageRefused(413, 'error.text-too-long.text');
  if (status === 413) return new PageRefused(413, 'error.file-too-large.text');
  if (status === 415) return new PageRefused(415, 'error.form-kind.text');
  return status && status >= 400 && status < 500 ? new PageRefused(400, 'error.bad-request.text') : null;
}
