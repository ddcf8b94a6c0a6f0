/** The city's own sign-in as a protocol: OpenID Connect by code, with PKCE, state and nonce. Knows nothing of people. */
import * as oidc from 'openid-client';
import { ok, refuse, type Result } from '#kit/result.ts';
import type { Config } from '#platform/config.ts';
import { type ProvenIdentity, readIdentity } from './city-oidc-decision.ts';

/** What the provider is asked, and what its answer is held against. */
export type IdentityAsk = {
  redirectUri: string;
  state: string;
  nonce: string;
  codeVerifier: string;
  /** The person shows again who they are: the provider asks, whatever it remembers. */
  isProof: boolean;
};

export type CityIdentity = {
  issuer: string;
  /** Where the browser is sent. Refuses with `session.city.away` when the provider cannot be reached. */
  address(ask: IdentityAsk): Promise<Result<string>>;
  /** What the provider says, checked. Refuses with `session.city.away` or `session.city.answer`; `code` says why. */
  claims(ask: IdentityAsk, answer: Readonly<Record<string, string>>): Promise<Result<ProvenIdentity>>;
};

const hourMs = 3_600_000;
const timeoutSeconds = 6;
/** The provider asked the person at most so long ago; how long the whole way may take. */
const longestWaySeconds = 600;

/** `now`: the real clock in milliseconds. The provider is asked for its addresses when first needed, then once an hour. */
export function createIdentity(
  { issuer, clientId, clientSecret, groupsClaim }: NonNullable<Config['identity']>,
  isProduction: boolean,
  now: () => number,
): CityIdentity {
  let known: { configuration: oidc.Configuration; at: number } | null = null;
  const isPlain = issuer.startsWith('http:') && !isProduction;

  async function configuration(): Promise<oidc.Configuration> {
    if (known && now() - known.at < hourMs) return known.configuration;
    try {
      const found = await oidc.discovery(new URL(issuer), clientId, undefined, clientAuthentication(clientSecret), {
        timeout: timeoutSeconds,
        ...(isPlain ? { execute: [oidc.allowInsecureRequests] } : {}),
      });
      known = { configuration: found, at: now() };
      return found;
    } catch (error) {
      // Addresses of an hour ago are better than none.
      if (known) return known.configuration;
      throw error;
    }
  }

  return {
    issuer,
    async address(ask) {
      const found = await configuration().catch(() => null);
      if (!found) return refuse('session.city.away');
      const { redirectUri, state, nonce, codeVerifier, isProof } = ask;
      const hasGroupsScope = found.serverMetadata().scopes_supported?.includes('groups') ?? false;
      const url = oidc.buildAuthorizationUrl(found, {
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: `openid email profile${hasGroupsScope ? ' groups' : ''}`,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(isProof ? { prompt: 'login', max_age: '0' } : {}),
      });
      return ok(url.href);
    },
    async claims({ redirectUri, state, nonce, codeVerifier, isProof }, answer) {
      try {
        const found = await configuration();
        const at = new URL(redirectUri);
        at.search = new URLSearchParams(answer).toString();
        const tokens = await oidc.authorizationCodeGrant(found, at, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
          ...(isProof ? { maxAge: longestWaySeconds } : {}),
        });
        const said = tokens.claims();
        if (!said) return refuse('session.city.answer', undefined, { code: 'no_id_token' });
        const isWhole = said.email !== undefined && said[groupsClaim] !== undefined;
        const more =
          isWhole || !found.serverMetadata().userinfo_endpoint
            ? {}
            : await oidc.fetchUserInfo(found, tokens.access_token, said.sub);
        return ok(readIdentity({ ...more, ...said }, issuer, groupsClaim));
      } catch (error) {
        return isAway(error)
          ? refuse('session.city.away')
          : refuse('session.city.answer', undefined, { code: codeOf(error) });
      }
    },
  };
}

/** The way of giving our password that the provider names: in the header where it can, else in the form. */
function clientAuthentication(secret: string): oidc.ClientAuth {
  const [basic, form] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const named = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (named.includes('client_secret_basic') ? basic : form)(server, client, body, headers);
  };
}

/** The provider did not answer, or said that it cannot just now. */
function isAway(error: unknown): boolean {
  const { code, cause, status } = error as { code?: string; cause?: unknown; status?: number };
  if (error instanceof TypeError && String(error.message).includes('fetch failed')) return true;
  if (code === 'OAUTH_TIMEOUT' || (status !== undefined && status >= 500)) return true;
  return cause instanceof Response
    ? cause.status >= 500
    : code === undefined && cause instanceof Error && isAway(cause);
}

/** For the audit: a word of the protocol, never what the provider wrote. */
function codeOf(error: unknown): string {
  const { code, error: said } = error as { code?: string; error?: string };
  const word = String(said ?? code ?? 'unknown');
  return /^[A-Za-z_]{1,60}$/.test(word) ? word : 'unknown';
}
