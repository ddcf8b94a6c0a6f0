/** A route is a row: method, path, who may, what the audit hears of it, and the handler. Wings export tables of these. */
import type { AuditEvent } from '#rules/audit-events.ts';
import type { Act } from '#rules/permissions.ts';
import type { Answer, Page } from './page.ts';
import type { Path } from './path.ts';

/** `everyone`: no sign-in. `signed_in`: anybody with a session. Else the act that the person must hold somewhere. */
export type RoutePermission = 'everyone' | 'signed_in' | Act;

export type Route = {
  method: 'GET' | 'POST';
  path: Path<never> | Path;
  permission: RoutePermission;
  /** The audit event that this route writes: for a POST its act's, for a GET the viewing, or `none`. */
  event: AuditEvent | 'none';
  /** Forms with files are streamed to the store before the handler runs. */
  accepts?: 'files';
  /** Draws the form again when files were over the limit; without it the answer is the error page, 413. */
  whenTooLarge?(page: Page, names: readonly string[]): Promise<Answer>;
  /** `fresh`: only within minutes of having shown who one is (a passkey, the city's sign-in, a mailed link); else that is asked first. */
  proof?: 'fresh';
  /** The class of record that what is typed becomes; the page with the form says so in one line. `none`: nothing typed is kept. */
  record?: string;
  /** A public page that is the same for everyone may be kept for so many seconds. */
  cacheSeconds?: number;
  handle(page: Page): Promise<Answer>;
};

type RouteRow = Omit<Route, 'method' | 'path'>;

export function get(at: Path<never> | Path, row: RouteRow): Route {
  return { method: 'GET', path: at, ...row };
}

export function post(at: Path<never> | Path, row: RouteRow): Route {
  return { method: 'POST', path: at, ...row };
}

export function permissionName(permission: RoutePermission): string {
  return typeof permission === 'string' ? permission : permission.id;
}

/** An entry of the staff navigation, shown to those who may. */
export type NavEntry = {
  path: string;
  labelKey: string;
  act: Act | 'signed_in';
  order: number /** Shown in a practice city alone. */;
  isPracticeOnly?: boolean;
  /** The path of the entry under which it stands, for those who may open that one; for others it stands alone. */
  under?: string;
};
