import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';

/** A new row's id: a UUID of version 7, so that ids sort by the time at which they were made. */
export function newId(): string {
  return randomUUIDv7();
}

/** True for the id of a row; PostgreSQL refuses to compare a uuid with anything else. */
export function isRowId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A secret that is shown once, in a link or a cookie: 32 random bytes, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex: what is stored in place of a secret, and what names a file's content. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
