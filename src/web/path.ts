/** A path as a value: the router takes `.pattern`, a page calls `.to(…)` for the link, so that the two cannot drift apart. */
type ParamsOf<S extends string> = S extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamsOf<`/${Rest}`>
  : S extends `${string}:${infer Name}`
    ? Name
    : never;

export type Query = Record<string, string | number | boolean | null | undefined>;

export type Path<Params extends string = string> = {
  pattern: string;
  /** The path inside the city, with its parameters and query filled in; `page.link(…)` puts city and language before it. */
  to(params: Record<Params, string>, query?: Query): string;
};

export function path<const S extends string>(pattern: S): Path<ParamsOf<S>> {
  return {
    pattern,
    to: (params, query) => {
      const filled = pattern.replace(/:([A-Za-z]+)/g, (_all, name: string) => {
        const value = (params as Record<string, string>)[name];
        // A link with a hole would lead to another page.
        if (!value) throw new Error(`no ${name} for a link to ${pattern}`);
        return encodeURIComponent(value);
      });
      return withQuery(filled, query);
    },
  };
}

export function withQuery(url: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== false && value !== '',
  );
  if (pairs.length === 0) return url;
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return `${url}${url.includes('?') ? '&' : '?'}${search}`;
}
