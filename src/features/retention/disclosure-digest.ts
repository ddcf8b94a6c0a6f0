/** A keyed hash of a record's text: marks hold for exactly that text, and the hash tells nothing to who lacks the city's key. */
import { createHmac } from 'node:crypto';
import { canonicalJson } from '#kit/canonical.ts';
import type { City } from '#platform/city.ts';
import type { WholeRecord } from '#platform/record-source.ts';

type Content = Pick<WholeRecord, 'texts' | 'files'>;

function digestWith(key: Buffer, { texts, files }: Content): string {
  const content = {
    texts: texts.map(({ field, text }) => [field, text]),
    files: files.map(({ sha256 }) => sha256),
  };
  return createHmac('sha256', key).update(canonicalJson(content)).digest('hex');
}

export function digestOf(city: City, record: Content): string {
  const { currentId, byId } = city.keys;
  return `${currentId}:${digestWith(byId.get(currentId) as Buffer, record)}`;
}

/** True when the record says now what it said then; false too when the key of then is gone: it is marked again. */
export function isSameText(city: City, record: Content, digest: string): boolean {
  const colon = digest.lastIndexOf(':');
  const key = city.keys.byId.get(digest.slice(0, colon));
  return key !== undefined && digestWith(key, record) === digest.slice(colon + 1);
}
