/** The web server: headers, forms, static files, and every route of every wing for every city. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { faultFields } from '#platform/log.ts';
import { serveAssets } from './assets.ts';
import { type Address, readAddress } from './address.ts';
import { observe, requestNumber, serveState } from './observe.ts';
import { createResponder } from './respond.ts';
import { formLimitBytes, protectForms, secure } from './security.ts';
import type { Site } from './site.ts';

/** Where an address leads that cannot be decoded or holds a NUL: nowhere, in the city's own face. */
const unreadable = '/-/unreadable';
const longestPart = 300;

function isReadable(inside: string): boolean {
  const path = inside.split('?', 1)[0] as string;
  try {
    return !decodeURIComponent(path).includes('\0') && path.split('/').every((part) => part.length <= longestPart);
  } catch {
    return false;
  }
}

export async function createServer(site: Site): Promise<FastifyInstance> {
  const addresses = new WeakMap<IncomingMessage, Address>();
  const app = fastify({
    logger: false,
    genReqId: (req) => requestNumber(site, req),
    // A request that arrives on a kept connection while the process stops is answered as any other.
    return503OnClosing: false,
    bodyLimit: formLimitBytes,
    // So many from the right of X-Forwarded-For were written by proxies of ours; what stands further left, by anybody.
    trustProxy: (_address, hop) => hop < site.settings.trustedProxies,
    routerOptions: { maxParamLength: longestPart, ignoreTrailingSlash: true },
    rewriteUrl(req) {
      const url = req.url ?? '/';
      const address = readAddress(site.cities, req.headers.host, url);
      addresses.set(req, address);
      const inside = isReadable(address.inside) ? address.inside : unreadable;
      return address.city ? `/${address.city.slug}${inside}` : inside;
    },
  });
  observe(app, site, (req) => addresses.get(req.raw));
  // Forms are the only thing that is sent to us.
  app.removeContentTypeParser(['application/json', 'text/plain']);
  await secure(app, site.settings);
  await app.register(formbody, { bodyLimit: formLimitBytes });
  await app.register(multipart, {
    // body.ts says which file is too large, and reads the rest of the form.
    throwFileSizeLimit: false,
    limits: { fileSize: site.settings.maxUploadBytes + 1, files: 10, fields: 200, fieldSize: formLimitBytes },
  });
  await serveAssets(app, site);
  const respond = createResponder(site, (req) => addresses.get(req.raw) as Address);
  serveInstallation(app, site);
  for (const city of site.cities) {
    await app.register(
      async (scope) => {
        await protectForms(scope, site.settings);
        for (const route of site.routes) {
          scope.route({
            method: route.method,
            url: route.path.pattern,
            handler: (req, reply) => respond.route(scope, city, route, req, reply),
          });
        }
        scope.setNotFoundHandler((req, reply) => respond.missing(scope, city, req, reply));
        scope.setErrorHandler((error, req, reply) => respond.fault(scope, city, error, req, reply));
      },
      { prefix: `/${city.slug}` },
    );
  }
  app.setErrorHandler((error: { statusCode?: number; message?: string }, req, reply) => {
    const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) site.log.error('request.failed', { requestId: req.id, ...faultFields(error) });
    return reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .send(status === 500 ? 'Something went wrong on our side\n' : 'This could not be read\n');
  });
  app.setNotFoundHandler((_req, reply) => reply.code(404).type('text/plain; charset=utf-8').send('Not found\n'));
  return app;
}

/** What belongs to no city: the health of the installation, the published schemas, the way to the first city. */
function serveInstallation(app: FastifyInstance, site: Site): void {
  serveState(app, site);
  app.get('/', (_req, reply) => reply.redirect(`/${site.cities[0]?.slug ?? ''}/`, 302));
  app.get<{ Params: { name: string } }>('/schemas/:name', async (req, reply) => {
    if (!/^[a-z0-9-]+\.json$/.test(req.params.name)) return reply.callNotFound();
    const text = await readFile(`${site.settings.schemas}/${req.params.name}`, 'utf8').catch(() => null);
    return text === null ? reply.callNotFound() : reply.type('application/schema+json; charset=utf-8').send(text);
  });
  app.get('/robots.txt', (_req, reply) => reply.type('text/plain').send('User-agent: *\nDisallow: /*/sign-in\n'));
}
