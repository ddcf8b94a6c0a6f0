/** What this wing asks of others: `start/` answers with their read functions. */
import type { City } from '#platform/city.ts';
import type { Link } from '#rules/links.ts';

/** Where files are used: the record that each belongs to, and whose it is. No file names: who reads here may not read there. */
export type FileUse = { sha256: string; link: Link; bodyId: string | null };
export type FileUses = (city: City, hashes: readonly string[]) => Promise<readonly FileUse[]>;
