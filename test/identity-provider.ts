/** A city's own sign-in for tests: a real OpenID Connect provider in this process, with people who sign in at once. */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type Claims = Record<string, unknown>;

export type TestAccount = {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: readonly string[];
};

export type TestProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whoever is sent here next is this person; null: they press "cancel". */
  account: TestAccount | null;
  /** Changes what the next id tokens say, signed with the provider's own key; null: nothing. */
  tamper: ((claims: Claims) => Claims) | null;
  /** How often a token was asked for. */
  tokensAsked: number;
  /** Follows the browser's way from the address it was sent to, up to where it is sent back; answers that address. */
  signIn(address: string): Promise<URL>;
  close(): Promise<void>;
};

export async function identityProvider(redirectUris: readonly string[]): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' };
  const [clientId, clientSecret] = ['steward', 'a password of the tests, not of any city'];
  const state: TestProvider = {
    issuer,
    clientId,
    clientSecret,
    account: null,
    tamper: null,
    tokensAsked: 0,
    signIn: (address) => followTo(address, redirectUris),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris] }],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...state.account, sub: id }) as never }),
  });
  provider.use(async (context, next) => {
    await next();
    if (context.oidc?.route !== 'token') return;
    state.tokensAsked += 1;
    const body = context.body as { id_token?: string };
    if (!state.tamper || !body.id_token) return;
    body.id_token = signedToken(state.tamper(claimsOf(body.id_token)), privateKey);
  });
  const callback = provider.callback();
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/interaction/')) void interact(provider, state, req, res);
    else void callback(req, res);
  });
  return state;
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString('utf8')) as Claims;

function signedToken(claims: Claims, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', kid: 'test' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

/** The provider's own pages, without pages: signs the account in and agrees to everything. */
async function interact(
  provider: Provider,
  state: TestProvider,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(req, res);
  if (!state.account) return provider.interactionFinished(req, res, { error: 'access_denied' });
  if (details.prompt.name === 'login')
    return provider.interactionFinished(req, res, { login: { accountId: state.account.sub } });
  const grant = new provider.Grant({ accountId: state.account.sub, clientId: String(details.params['client_id']) });
  grant.addOIDCScope('openid email profile groups');
  await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
}

async function followTo(address: string, ends: readonly string[]): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(address);
  for (let steps = 0; steps < 12; steps += 1) {
    if (ends.some((end) => at.href.startsWith(end))) return at;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = reply.headers.get('location');
    if (!location) throw new Error(`the provider answered ${reply.status} at ${at.pathname}: ${await reply.text()}`);
    at = new URL(location, at);
  }
  throw new Error('the provider leads in a circle');
}
