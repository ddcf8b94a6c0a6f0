/** One line and one count for each answered request: its route's pattern, never its address; and the number that support asks for. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId } from '#kit/ids.ts';
import type { Address } from './address.ts';
import type { Site } from './site.ts';

/** A UUID, or 32 hexadecimal digits as nginx makes them: no shape in which somebody could send a name. */
const numberShape = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The number that a proxy of ours gave the request, else a new one. */
export function requestNumber(site: Site, req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return site.settings.trustedProxies > 0 && typeof given === 'string' && numberShape.test(given) ? given : newId();
}

export function observe(
  app: FastifyInstance,
  site: Site,
  addressOf: (req: FastifyRequest) => Address | undefined,
): void {
  app.addHook('onRequest', async (req, reply) => {
    reply.header('x-request-id', req.id);
  });
  app.addHook('onResponse', async (req, reply) => {
    const city = addressOf(req)?.city?.slug ?? null;
    const route = patternOf(req, city);
    const method = knownMethods.has(req.method) ? req.method : 'OTHER';
    site.observed.metrics.answered(route, method, reply.statusCode, reply.elapsedTime / 1000);
    site.log.info('request.answered', {
      requestId: req.id,
      city,
      method,
      route,
      code: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    });
  });
}

const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** The pattern of the route's row, without the city before it; what no route answers has none. */
function patternOf(req: FastifyRequest, city: string | null): string {
  const pattern = req.routeOptions.url;
  if (!pattern) return '(none)';
  return city && pattern.startsWith(`/${city}`) ? pattern.slice(city.length + 1) || '/' : pattern;
}

/** `/health` for balancers and `/metrics` for monitors. */
export function serveState(app: FastifyInstance, site: Site): void {
  const { metrics, token, isDraining } = site.observed;
  app.get('/health', async (_req, reply) => {
    // While it stops, it finishes what it has begun; balancers send the rest elsewhere.
    if (isDraining()) return reply.code(503).send({ status: 'stopping', version: site.settings.version });
    const health = await site.health(site.cities);
    return reply.code(health.status === 'ok' ? 200 : 503).send(health);
  });
  app.get('/metrics', async (req, reply) => {
    if (token === null) return reply.callNotFound();
    if (!isSame(req.headers.authorization ?? '', `Bearer ${token}`))
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .type('text/plain; charset=utf-8')
        .send('A token is needed\n');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** Takes the same time whatever was sent. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
