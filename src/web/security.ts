/** Headers, cookies, tokens and limits of every answer: what a browser may do with our pages. */
import { createHmac } from 'node:crypto';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { markOfSecret } from '#platform/sessions.ts';

/** The longest text that one form may send; files have a limit of their own. */
export const formLimitBytes = 1_048_576;

export type SecuritySettings = { secret: string; isHttps: boolean };

/** Nothing from another host, nothing inline, no frame around us, no form to elsewhere. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
};

export async function secure(app: FastifyInstance, settings: SecuritySettings): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: settings.isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onSend', async (_req, reply) => {
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), interest-cohort=()');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  await app.register(cookie);
}

/** The token of a city's forms, bound to a cookie under the city's own path (set with the token) and to the session. */
export async function protectForms(app: FastifyInstance, settings: SecuritySettings): Promise<void> {
  await app.register(csrf, {
    sessionPlugin: '@fastify/cookie',
    cookieKey: 'steward_form',
    cookieOpts: { ...cookieOptions(settings, '/'), signed: false },
    csrfOpts: { hmacKey: createHmac('sha256', settings.secret).update('form-token').digest('hex'), userInfo: true },
    getToken: (req) => (req.body as { _csrf?: string } | undefined)?._csrf,
    getUserInfo: formOwnerOf,
  });
}

export function cookieOptions(settings: SecuritySettings, cookiePath: string) {
  return { path: cookiePath, httpOnly: true, sameSite: 'lax' as const, secure: settings.isHttps };
}

export const sessionCookie = 'steward_session';

export function sessionSecretOf(req: FastifyRequest): string | null {
  return req.cookies[sessionCookie] ?? null;
}

/** To whom a form's token is bound: the session, also after its secret was renewed; without one to the cookie alone. */
export function formOwnerOf(req: FastifyRequest): string {
  const secret = sessionSecretOf(req);
  return secret ? markOfSecret(secret) : 'anonymous';
}

/** True when the form carried its token and the browser says that it came from our own pages. */
export async function isOwnForm(app: FastifyInstance, req: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return new Promise((resolve) => {
    const answer = (error?: unknown) => resolve(error === undefined);
    // The plugin refuses through reply.send: a stand-in takes the refusal, so that one error page meets all.
    const catcher = Object.create(reply, { send: { value: () => resolve(false) } }) as FastifyReply;
    (app.csrfProtection as (a: FastifyRequest, b: FastifyReply, done: (error?: unknown) => void) => void)(
      req,
      catcher,
      answer,
    );
  });
}
