/** Who asks: from the session cookie to the actor. */
import type { FastifyRequest } from 'fastify';
import { findSession, type FoundSession, isFresh } from '#platform/sessions.ts';
import type { City } from '#platform/city.ts';
import type { Actor } from '#rules/permissions.ts';
import { sessionSecretOf } from './security.ts';
import type { Site } from './site.ts';

export type Visitor = {
  actor: Actor | null;
  session: FoundSession | null;
  /** A session that was good and has run out: what this person typed is kept. */
  hasRunOut: boolean;
};

/** The visitor showed within the last minutes who they are: by signing in, or again since. */
export function isProved({ actor, session }: Visitor): boolean {
  return actor !== null && session !== null && isFresh(session.provedAt, Date.now());
}

export async function visitorOf(site: Site, city: City, req: FastifyRequest): Promise<Visitor> {
  const secret = sessionSecretOf(req);
  const session = secret ? await findSession(city.db, secret, Date.now()) : null;
  if (!session) return { actor: null, session: null, hasRunOut: false };
  if (!session.isLive) return { actor: null, session, hasRunOut: true };
  const actor = await site.actorOf(city, session.personId);
  return { actor, session: actor ? session : null, hasRunOut: false };
}
