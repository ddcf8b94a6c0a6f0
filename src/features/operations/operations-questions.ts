/** What operations ask of others; `start/` hands the answers in. */
import type { Acting } from '#platform/audit.ts';
import type { CityConnection } from '#platform/city-database.ts';
import type { NamedKey } from '#platform/city-keys.ts';
import type { City, CityProfile } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import type { TombstoneLedger } from '#platform/tombstones.ts';

/**
 * Destroys again, in a city that a backup brought back, what the ledger says was destroyed; `tx` is the restore's own.
 * What a hold of the restored city covers stays. `files`: SHA-256 of files that no record refers to any more.
 */
export type ReplayTombstones = (
  city: City,
  tx: Tx,
  ledger: TombstoneLedger,
) => Promise<{ destroyed: number; held: number; files: readonly string[] }>;

/** A city that is open beside the installation, or within a command. */
export type OpenedCity = { city: City; connection: CityConnection; close(): Promise<void> };

export type TargetCity = {
  slug: string;
  schema: string;
  /** Owner's address with the role that owns the tables, and the schema in its search path. */
  owner: { url: string; options: string };
};

/** What a restore works on; null members say that nothing is there yet. */
export type RestoreTarget = {
  /** Makes roles, schema and job tables where they are missing, at today's version. */
  prepareCity(slug: string): Promise<TargetCity>;
  /** Opens it without asking the database for a profile: there is none yet. */
  openCity(slug: string, profile: CityProfile): Promise<OpenedCity>;
  cities: readonly string[];
  dataFolder: string;
  migrationsFolder: string;
  secrets: readonly string[];
  keys: readonly NamedKey[];
};

/** Somebody who hears of what goes wrong. */
export type Administrator = { personId: string; email: string; locale: string };
export type AdministratorsOf = (city: City) => Promise<readonly Administrator[]>;

export const asSystem: Acting = { actor: null, requestId: null };
