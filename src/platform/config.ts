/** The settings of an installation: one object, read once from the environment, checked and frozen. */
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { type CityAddress, parseCityAddresses } from './config-cities.ts';
import { type NamedKey, parseKeys } from './city-keys.ts';

export type Mode = 'evaluation' | 'production';

export type Config = Readonly<{
  host: string;
  port: number;
  /** Absolute path of the data folder. */
  dataFolder: string;
  /** Null where the embedded PostgreSQL serves. */
  databaseUrl: string | null;
  /** The role that owns tables and migrates; null: the embedded owner, or a single URL for everything. */
  databaseOwnerUrl: string | null;
  /** The address under which browsers reach this installation, without a slash at the end. */
  baseUrl: string;
  mode: Mode;
  isProduction: boolean;
  /** In the order given; `/` leads to the first. Never empty. */
  cities: readonly CityAddress[];
  /** Null only in evaluation, before the launcher has made one. */
  secret: string | null;
  mail: Readonly<{ url: string; from: string }> | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  maxUploadBytes: number;
  /** Keys of restricted fields, the current one first; null only in evaluation, before the launcher has made one. */
  keys: readonly NamedKey[] | null;
  /** Secrets before this one: audit rows of their time are verified with them. */
  oldSecrets: readonly string[];
  /** The city's own sign-in (OpenID Connect), or null. */
  identity: Readonly<{ issuer: string; clientId: string; clientSecret: string; groupsClaim: string }> | null;
  /** How many proxies in front of the web process tell the truth about where a request came from. */
  trustedProxies: number;
  /** Where uploads are scanned, such as clamd://localhost:3310; null: they are not, and pages say so. */
  scanner: string | null;
  /** Object storage for files, as an s3:// or s3+http:// address; null: the data folder. */
  objectStore: string | null;
  /** Absolute path of the folder for nightly backups; null: none are made. */
  backupFolder: string | null;
  /** Nightly backups are kept so many days. */
  backupDays: number;
  /** The bearer token with which /metrics is read; null: /metrics answers 404. */
  metricsToken: string | null;
}>;

/** The environment holds a value that cannot be used; the message is one sentence that names every bad variable. */
export class ConfigRefused extends Error {}

const urlOf = (protocols: readonly string[], what: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), `must be ${what}`);

const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `must be a whole number from ${low} to ${high}`);

const postgresUrl = urlOf(['postgres:', 'postgresql:'], 'a postgres:// address');

/** Every variable that Steward reads. docs/configuration.md has a row for each; a test compares the two. */
const variables = {
  /** The address on which the web process listens. Loopback, so that nothing is open until somebody decides so. */
  STEWARD_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
    .default('127.0.0.1'),
  /** The port on which the web process listens. */
  STEWARD_PORT: wholeNumber(1, 65535).default(8080),
  /** The folder that keeps uploaded files and, without DATABASE_URL, the embedded database. */
  STEWARD_DATA: z.string().default('./var'),
  /** The PostgreSQL (15 or newer) that is used instead of the embedded one, as the role that serves requests. */
  DATABASE_URL: postgresUrl.optional(),
  /** The same database as the role that owns the tables: it migrates; the app role then cannot alter the audit. */
  DATABASE_OWNER_URL: postgresUrl.optional(),
  /** The address that people type; links in mail begin with it. */
  STEWARD_BASE_URL: urlOf(['http:', 'https:'], 'an http:// or https:// address').optional(),
  /** `evaluation` marks every page and offers sign-in links; `production` insists on secrets, address and mail. */
  STEWARD_MODE: z.enum(['evaluation', 'production'], 'must be evaluation or production').default('evaluation'),
  /** The cities served, separated by commas: `slug`, or `slug=host.name` for a host name of its own. */
  STEWARD_CITIES: z.string().default('los-angeles,practice').transform(parseCityAddresses),
  /** Signs cookies and links and authenticates audit rows: 32 characters or more. */
  STEWARD_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  /** The mail server, such as smtp://user:password@mail.example.gov:587. Without one, mail stays in the outbox. */
  STEWARD_MAIL: urlOf(['smtp:', 'smtps:'], 'an smtp:// or smtps:// address')
    .refine((text) => !/[?&]tls=(?!(required|optional|off)(&|$))/.test(text), 'must have tls=required, optional or off')
    .refine((text) => !/^smtps:.*[?&]tls=(optional|off)/.test(text), 'begins with smtps:// and so always speaks TLS')
    .optional(),
  /** The sender of every mail. */
  STEWARD_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@]+@[^\s@]+$|^[^\r\n<]*<[^\s@]+@[^\s@]+>$/, 'must be a mail address')
    .optional(),
  /** The least level that is logged; `info` in production, `warn` in evaluation, so that the first start reads well. */
  STEWARD_LOG: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').optional(),
  /** The largest file that may be uploaded, in megabytes of 1,000,000 bytes. */
  STEWARD_MAX_UPLOAD_MB: wholeNumber(1, 10_000).default(50),
  /** Keys of restricted fields, `id:secret` separated by commas; the first encrypts, all decrypt. Never in a backup. */
  STEWARD_KEYS: z.string().transform(readKeys).optional(),
  /** Secrets used before STEWARD_SECRET, separated by commas: the audit of their time is verified with them. */
  STEWARD_OLD_SECRETS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .refine((parts) => parts.every((part) => part.length >= 32), 'must have 32 characters or more in each secret')
    .optional(),
  /** The issuer of the city's own sign-in (OpenID Connect). */
  STEWARD_OIDC_ISSUER: urlOf(['http:', 'https:'], 'an https:// address').optional(),
  /** What Steward is called at the issuer. */
  STEWARD_OIDC_CLIENT_ID: z.string().optional(),
  /** Steward's password at the issuer. */
  STEWARD_OIDC_CLIENT_SECRET: z.string().optional(),
  /** The claim that lists a person's groups. */
  STEWARD_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  /** How many proxies stand in front of the web process. */
  STEWARD_TRUSTED_PROXIES: wholeNumber(0, 9).default(0),
  /** The virus scanner that uploads wait for. */
  STEWARD_SCANNER: urlOf(['clamd:', 'clamd+unix:'], 'a clamd://host:port or clamd+unix:///path address').optional(),
  /** Object storage for files instead of the data folder. */
  STEWARD_FILES: urlOf(['s3:', 's3+http:'], 'an s3://key:secret@host/bucket address').optional(),
  /** The folder for nightly backups; without one none are made. */
  STEWARD_BACKUPS: z.string().optional(),
  /** Nightly backups older than so many days are deleted; the newest always stays. */
  STEWARD_BACKUP_DAYS: wholeNumber(1, 3650).default(14),
  /** The token with which a monitor reads /metrics. */
  STEWARD_METRICS_TOKEN: z.string().min(24, 'must have 24 characters or more').optional(),
} as const;

const environment = z.object(variables);

export const variableNames: readonly string[] = Object.keys(variables);

const requiredInProduction = [
  'STEWARD_SECRET',
  'STEWARD_KEYS',
  'STEWARD_BASE_URL',
  'STEWARD_MAIL',
  'DATABASE_URL',
] as const;

/**
 * Reads the settings from an environment such as `process.env`; an empty value counts as absent.
 * Relative folders are taken from `folder`. Throws ConfigRefused.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, folder = process.cwd()): Config {
  const given = Object.fromEntries(variableNames.map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  if (parsed.success) faults.push(...faultsBetween(parsed.data));
  const missing = given['STEWARD_MODE'] === 'production' ? requiredInProduction.filter((name) => !given[name]) : [];
  if (missing.length > 0) faults.unshift(`production needs ${listed(missing)}`);
  if (!parsed.success || faults.length > 0)
    throw new ConfigRefused(`the settings cannot be used: ${faults.join('; ')}.`);
  return frozen(parsed.data, folder);
}

/** One sentence for each `STEWARD_` variable that nothing reads, mostly a slip of the pen. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('STEWARD_') && !variableNames.includes(name))
    .map((name) => `${name} is not a setting of Steward and is ignored (docs/configuration.md lists all).`);
}

/** What no variable shows alone. */
function faultsBetween(data: z.output<typeof environment>): string[] {
  const faults: string[] = [];
  if (data.DATABASE_OWNER_URL && !data.DATABASE_URL) faults.push('DATABASE_OWNER_URL needs DATABASE_URL beside it');
  if (data.STEWARD_BASE_URL && /[?#]/.test(data.STEWARD_BASE_URL)) {
    faults.push('STEWARD_BASE_URL must have no query and no fragment');
  }
  const oidc = [data.STEWARD_OIDC_ISSUER, data.STEWARD_OIDC_CLIENT_ID, data.STEWARD_OIDC_CLIENT_SECRET];
  if (oidc.some(Boolean) && !oidc.every(Boolean))
    faults.push('STEWARD_OIDC_ISSUER, STEWARD_OIDC_CLIENT_ID and STEWARD_OIDC_CLIENT_SECRET go together');
  if (data.STEWARD_MODE === 'production' && data.STEWARD_OIDC_ISSUER?.startsWith('http:'))
    faults.push('STEWARD_OIDC_ISSUER must be an https:// address in production');
  return faults;
}

function frozen(data: z.output<typeof environment>, folder: string): Config {
  const baseUrl = (data.STEWARD_BASE_URL ?? `http://localhost:${data.STEWARD_PORT}`).replace(/\/+$/, '');
  const from = data.STEWARD_MAIL_FROM ?? `steward@${new URL(baseUrl).hostname}`;
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
  const {
    STEWARD_OIDC_ISSUER: issuer,
    /** What Steward is called at the issuer. */
    STEWARD_OIDC_CLIENT_ID: clientId,
    /** Steward's password at the issuer. */
    STEWARD_OIDC_CLIENT_SECRET: clientSecret,
  } = data;
  const groupsClaim = data.STEWARD_OIDC_GROUPS_CLAIM;
  return Object.freeze({
    host: data.STEWARD_HOST,
    port: data.STEWARD_PORT,
    dataFolder: absolute(data.STEWARD_DATA),
    databaseUrl: data.DATABASE_URL ?? null,
    databaseOwnerUrl: data.DATABASE_OWNER_URL ?? null,
    baseUrl,
    mode: data.STEWARD_MODE,
    isProduction: data.STEWARD_MODE === 'production',
    cities: Object.freeze(data.STEWARD_CITIES),
    secret: data.STEWARD_SECRET ?? null,
    mail: data.STEWARD_MAIL ? Object.freeze({ url: data.STEWARD_MAIL, from }) : null,
    logLevel: data.STEWARD_LOG ?? (data.STEWARD_MODE === 'production' ? 'info' : 'warn'),
    maxUploadBytes: data.STEWARD_MAX_UPLOAD_MB * 1_000_000,
    keys: data.STEWARD_KEYS ?? null,
    oldSecrets: Object.freeze(data.STEWARD_OLD_SECRETS ?? []),
    identity:
      issuer && clientId && clientSecret ? Object.freeze({ issuer, clientId, clientSecret, groupsClaim }) : null,
    trustedProxies: data.STEWARD_TRUSTED_PROXIES,
    scanner: data.STEWARD_SCANNER ?? null,
    objectStore: data.STEWARD_FILES ?? null,
    backupFolder: data.STEWARD_BACKUPS ? absolute(data.STEWARD_BACKUPS) : null,
    backupDays: data.STEWARD_BACKUP_DAYS,
    metricsToken: data.STEWARD_METRICS_TOKEN ?? null,
  });
}

/** A zod transform; the fault repeats no secret. */
function readKeys(text: string, context: z.RefinementCtx): readonly NamedKey[] {
  try {
    return Object.freeze(parseKeys(text));
  } catch (error) {
    context.addIssue({ code: 'custom', message: `cannot be used: ${(error as Error).message}` });
    return z.NEVER;
  }
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
