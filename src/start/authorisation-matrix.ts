/** Who may do what as a document: drawn from the permission table and the routes, so that it cannot say anything else. */
import { type Act, type Role, roles } from '#rules/permissions.ts';
import { permissionName, type Route } from '#web/route.ts';

const marks = { city: 'city', own: 'own' } as const;

/** The whole of docs/permissions.md. `words` gives the English words of an act. */
export function authorisationMatrix(
  acts: readonly Act[],
  routes: readonly Route[],
  words: (act: Act) => string,
): string {
  return `# Who may do what

Generated from the permission table; a test compares it, and another sends every request below as every role and as
nobody. \`city\`: anywhere in the city. \`own\`: only in the department for which the role was granted. An empty cell: never.
Write it anew with \`npm run -s steward -- access table --markdown > docs/permissions.md\`.

## Acts and roles

${actTable(acts, words)}

## Doors and acts

\`fresh\`: the person must have shown within the last minutes who they are. The event is what the audit hears of it.

${routeTable(routes)}
`;
}

function actTable(acts: readonly Act[], words: (act: Act) => string): string {
  const cell = (act: Act, role: Role) => {
    const scope = act.who[role];
    return scope ? marks[scope] : '';
  };
  return table(
    ['Act', ...roles.map((role) => role.replaceAll('_', ' '))],
    acts.map((act) => [`${words(act)} \`${act.id}\``, ...roles.map((role) => cell(act, role))]),
  );
}

function routeTable(routes: readonly Route[]): string {
  const key = (route: Route) => `${route.path.pattern} ${route.method}`;
  return table(
    ['Door', 'Act', 'Proof', 'Event'],
    routes
      .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
      .map((route) => [
        `\`${route.method} ${route.path.pattern}\``,
        permissionName(route.permission).replaceAll('_', ' '),
        route.proof ?? '',
        route.event === 'none' ? '' : route.event,
      ]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
