/** How an archive is bound to the secrets and keys of its installation without holding any: marks to know them again, and a seal. */
import { createHmac } from 'node:crypto';
import type { NamedKey } from '#platform/city-keys.ts';
import type { BackupCity, BackupHead } from './backup-terms.ts';

const derived = (secret: string, what: string) => createHmac('sha256', secret).update(what);

/** The same for the same secret and backup; from another backup nothing can be compared. */
export function secretMark(secret: string, backupId: string): string {
  return derived(secret, `backup-secret:${backupId}`).digest('hex');
}

export function keyMark(key: NamedKey, backupId: string): string {
  return derived(key.secret, `backup-key:${backupId}:${key.id}`).digest('hex');
}

/** Over the archive's end, which binds everything before it. */
export function sealMac(secret: string, end: Buffer): string {
  return createHmac('sha256', derived(secret, 'backup-seal').digest()).update(end).digest('hex');
}

/** Which secrets and keys of the backup this installation does not have; a key of the right name and another content is missing too. */
export function missingSecrets(
  head: Pick<BackupHead, 'id' | 'secretMarks'> & { cities: readonly Pick<BackupCity, 'keys'>[] },
  secrets: readonly string[],
  keys: readonly NamedKey[],
): { secrets: number; keyIds: string[] } {
  const marks = new Set(secrets.map((secret) => secretMark(secret, head.id)));
  const keyMarks = new Set(keys.map((key) => keyMark(key, head.id)));
  const missing = head.cities.flatMap((city) => city.keys.filter((key) => key.records > 0 && !keyMarks.has(key.mark)));
  return {
    secrets: head.secretMarks.filter((mark) => !marks.has(mark)).length,
    keyIds: [...new Set(missing.map((key) => key.id))].sort(),
  };
}
