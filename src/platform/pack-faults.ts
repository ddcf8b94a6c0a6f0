/** Turns what zod refuses into words for the author of a pack: what is wrong, and what would be right. */
import { z } from 'zod';

export type PlacedFault = { path: (string | number)[]; isKey: boolean; wrong: string; right: string };
type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.JSONSchema;

/** `raw` is the whole value that was refused; the schema says what each place expects. One fault for each unknown key. */
export function faultsOfIssue(issue: Issue, raw: unknown, schema: z.ZodType): PlacedFault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol') as (string | number)[];
  const root = publishedSchema(schema);
  const right = describe(schemaAt(root, path, raw));
  const found = valueAt(raw, path);
  const name = path.at(-1);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = Object.keys(mappingAt(root, path, raw)?.properties ?? {});
      return issue.keys.map((key) => {
        const near = nearest(key, known);
        const advice = near ? `"${near}"` : `one of ${known.join(', ')}`;
        return { path: [...path, key], isKey: true, wrong: `"${key}" is not known here`, right: advice };
      });
    }
    case 'invalid_type':
      if (found === null && typeof name === 'string' && /\s/.test(name)) {
        // `{ en: one, two }` makes "two" a name of its own without a value.
        return [
          {
            path,
            isKey: true,
            wrong: `"${shortened(name)}" is read as a name`,
            right: 'the whole text in quotes, since it holds a comma',
          },
        ];
      }
      return typeFault(path, name, found, right);
    case 'invalid_value':
    case 'invalid_union':
      return typeFault(path, name, found, right);
    case 'too_small':
    case 'too_big':
    case 'invalid_format':
    case 'not_multiple_of':
      return typeFault(path, name, found, right);
    case 'custom': {
      const advice: unknown = issue.params?.right;
      return [
        {
          path,
          isKey: issue.params?.isKey === true,
          wrong: issue.message,
          right: typeof advice === 'string' ? advice : right,
        },
      ];
    }
    default:
      return [{ path, isKey: false, wrong: issue.message, right }];
  }
}

function typeFault(
  path: (string | number)[],
  name: string | number | undefined,
  found: unknown,
  right: string,
): PlacedFault[] {
  if (name === undefined) return [{ path, isKey: false, wrong: `the file holds ${show(found)}`, right }];
  const words = typeof name === 'number' ? `place ${name + 1} of the list` : `"${name}"`;
  return [
    {
      path,
      isKey: false,
      wrong: found === undefined ? `${words} is missing` : `${show(found)} does not fit ${words}`,
      right,
    },
  ];
}

/** The JSON Schema (draft 2020-12) of what an author writes. */
export function publishedSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }) as JsonSchema;
}

type Node = JsonSchema | null;

function schemaAt(root: JsonSchema, path: readonly (string | number)[], raw: unknown): Node {
  let node: Node = root;
  let value = raw;
  for (const part of path) {
    node = branch(node, value);
    if (!node) return null;
    const inner: unknown =
      typeof part === 'number' ? node.items : (node.properties?.[part] ?? (node.additionalProperties || null));
    node = typeof inner === 'object' && !Array.isArray(inner) ? (inner as Node) : null;
    value = valueAt(value, [part]);
  }
  return node;
}

function mappingAt(root: JsonSchema, path: readonly (string | number)[], raw: unknown): Node {
  return branch(schemaAt(root, path, raw), valueAt(raw, path));
}

/** Of several shapes the one whose fixed words (such as `kind`) the value has; else the first mapping. */
function branch(node: Node, value: unknown): Node {
  const shapes = (node?.oneOf ?? node?.anyOf) as JsonSchema[] | undefined;
  if (!node || !shapes) return node;
  const fits = (shape: JsonSchema) =>
    Object.entries(shape.properties ?? {}).some(([key, inner]) => {
      return typeof inner === 'object' && inner.const !== undefined && inner.const === valueAt(value, [key]);
    });
  if (shapes.some(fits)) return shapes.find(fits) ?? null;
  // No shape fits: what is known is the list of words that would choose one.
  const merged: Record<string, JsonSchema> = {};
  for (const shape of shapes) {
    for (const [key, inner] of Object.entries(shape.properties ?? {})) {
      const words = [...((merged[key]?.enum as string[] | undefined) ?? []), (inner as JsonSchema).const as string];
      merged[key] = (inner as JsonSchema).const === undefined ? (inner as JsonSchema) : { enum: words };
    }
  }
  return { type: 'object', properties: merged };
}

function describe(node: Node): string {
  if (!node) return 'a value that the JSON Schema of this file allows';
  const words = node.description ?? null;
  const choices = node.const !== undefined ? [node.const] : node.enum;
  if (choices) return words ? `${words}: ${list(choices)}` : list(choices);
  const shapes = (node.oneOf ?? node.anyOf) as JsonSchema[] | undefined;
  if (words) return words;
  if (shapes) return shapes.map(describe).join(', or ');
  if (node.type === 'object') return `a block with ${(node.required ?? Object.keys(node.properties ?? {})).join(', ')}`;
  if (node.type === 'array') return `a list${node.minItems ? ` of at least ${node.minItems}` : ''}`;
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'null') return 'null';
  if (node.type === 'integer' || node.type === 'number') return numberWords(node);
  if (node.format === 'date') return 'a day as YYYY-MM-DD';
  return node.minLength ? 'a text that is not empty' : 'a text';
}

function numberWords(node: JsonSchema): string {
  const from = node.minimum !== undefined && node.minimum > Number.MIN_SAFE_INTEGER ? ` from ${node.minimum}` : '';
  const to = node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER ? ` to ${node.maximum}` : '';
  return `a ${node.type === 'integer' ? 'whole number' : 'number'}${from}${to}`;
}

function list(choices: readonly unknown[]): string {
  return choices.length === 1 ? `"${String(choices[0])}"` : `one of ${choices.map(String).join(', ')}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const part of path)
    at = at === null || typeof at !== 'object' ? undefined : (at as Record<string | number, unknown>)[part];
  return at;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a block';
  return JSON.stringify(typeof value === 'string' ? shortened(value) : value) ?? 'nothing';
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
}

/** The known word that needs the fewest changed letters, when it is near enough to be a slip of the pen. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
