/** What a browser sends of a passkey: JSON in a field of a form, parsed before anything looks at it. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,20000}$/);
const shared = { id: base64url, rawId: base64url, type: z.literal('public-key') };
const attachment = z.enum(['platform', 'cross-platform']).nullish();

const registration = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']).catch('hybrid'))
      .max(10)
      .optional(),
  }),
  authenticatorAttachment: attachment,
});

const authentication = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
  authenticatorAttachment: attachment,
});

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function readRegistration(text: string): RegistrationResponseJSON | null {
  const found = parse(registration, text);
  return found && ({ ...found, clientExtensionResults: {} } as RegistrationResponseJSON);
}

export function readAuthentication(text: string): AuthenticationResponseJSON | null {
  const found = parse(authentication, text);
  if (!found) return null;
  const { userHandle, ...rest } = found.response;
  const response = userHandle ? { ...rest, userHandle } : rest;
  return { ...found, response, clientExtensionResults: {} } as AuthenticationResponseJSON;
}

const clientData = z.object({ challenge: base64url });

/** The challenge that the authenticator says it answers; empty when it says none. Whether it was ours is asked after. */
export function challengeOf(credential: RegistrationResponseJSON | AuthenticationResponseJSON): string {
  const text = Buffer.from(credential.response.clientDataJSON, 'base64url').toString('utf8');
  return parse(clientData, text)?.challenge ?? '';
}

/** What a passkey is called by its owner, such as "Laptop". */
export const passkeyNameForm = z.object({
  name: z
    .string('session.passkey.name-missing')
    .trim()
    .min(1, 'session.passkey.name-missing')
    .max(60, 'session.passkey.name-long'),
});
