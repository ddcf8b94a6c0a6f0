/** Where the pages of directives stand inside the city, and how other wings' links lead to them. */
import { path } from '#web/path.ts';

export const directivesPath = path('/directives');
export const directivePath = path('/directives/:id');
export const clausePath = path('/directives/:id/clauses/:clause');
export const effectPath = path('/directives/:id/effect');
export const versionPath = path('/directives/:id/versions/:number');
export const receiptPath = path('/directives/:id/receipt');
export const conditionPath = path('/directives/:id/clauses/:clause/condition');

/** For the site's table of links: `ed-12`, `ed-12/ED12-2`, `ed-12/ED12-2/plan`. */
export const directiveLinkPaths = {
  directive: (id: string) => directivePath.to({ id }),
  clause: (id: string) => {
    const [directive = '', clause = ''] = id.split('/');
    return clausePath.to({ id: directive, clause });
  },
  duty: (id: string) => {
    const [directive = '', clause = '', duty = ''] = id.split('/');
    return `${clausePath.to({ id: directive, clause })}#duty-${duty}`;
  },
} as const;
export const packPath = path('/administration/pack');
