/** What the Dockerfile, the compose file and .dockerignore say, as far as it can be checked without a daemon. Pure: texts in, faults out. */
import { parse } from 'yaml';
import { z } from 'zod';

export type Image = {
  /** The base images, in order. */
  bases: readonly string[];
  /** Paths that the last stage copies from the project, with their places in the image. */
  copies: readonly { from: string; to: string }[];
  environment: Readonly<Record<string, string>>;
  user: string | null;
  entrypoint: readonly string[];
  hasHealthcheck: boolean;
};

/** Reads the instructions that we use. Throws on one that it does not know: a check that skips lines checks nothing. */
export function readDockerfile(text: string): Image {
  const image = {
    bases: [] as string[],
    copies: [] as Image['copies'][number][],
    environment: {} as Record<string, string>,
  };
  let user: string | null = null;
  let entrypoint: readonly string[] = [];
  let hasHealthcheck = false;
  for (const line of joinedLines(text)) {
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') {
      image.bases.push(rest.split(/\s+/)[0] as string);
      // Only the last stage is shipped.
      image.copies = [];
      image.environment = {};
      user = null;
    } else if (word === 'COPY') {
      const parts = rest.split(/\s+/);
      const to = parts.at(-1) as string;
      if (!parts[0]?.startsWith('--from=')) image.copies.push(...parts.slice(0, -1).map((from) => ({ from, to })));
    } else if (word === 'ENV') {
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S*)/g)) image.environment[name] = value;
    } else if (word === 'USER') user = rest;
    else if (word === 'ENTRYPOINT') entrypoint = z.array(z.string()).parse(JSON.parse(rest));
    else if (word === 'HEALTHCHECK') hasHealthcheck = true;
    else if (!['WORKDIR', 'RUN', 'EXPOSE', 'VOLUME', 'CMD'].includes(word)) throw new Error(`what is ${word}?`);
  }
  return { ...image, user, entrypoint, hasHealthcheck };
}

function joinedLines(text: string): string[] {
  return text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** An exact version behind the name: never `latest`, never a major alone, for a moving tag is another program tomorrow. */
const pinned = /^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?$/;
const secretName = /SECRET|PASSWORD|TOKEN|KEYS|DATABASE_URL|OWNER_URL/;

export function imageFaults(image: Image, known: readonly string[]): string[] {
  return [
    ...image.bases.filter((base) => !pinned.test(base)).map((base) => `${base} is not pinned to a version`),
    ...(image.user && !/^(root|0)\b/.test(image.user) ? [] : ['it runs as root']),
    ...(image.hasHealthcheck ? [] : ['it has no health check']),
    ...unknownNames(Object.keys(image.environment), known),
    ...Object.keys(image.environment)
      .filter((name) => secretName.test(name))
      .map((name) => `${name} stands in a layer`),
  ];
}

function unknownNames(names: readonly string[], known: readonly string[]): string[] {
  return names
    .filter((name) => /^(STEWARD_|DATABASE_)/.test(name) && !known.includes(name))
    .map((name) => `${name} is no setting`);
}

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  env_file: z.union([z.string(), z.array(z.string())]).optional(),
  volumes: z.array(z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
});
const compose = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.object({})),
});
export type Compose = z.output<typeof compose>;

export function readCompose(text: string): Compose {
  const all = parse(text, { merge: true }) as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('x-')));
  return compose.strict().parse(own);
}

export function composeFaults({ services, secrets, volumes }: Compose, known: readonly string[]): string[] {
  return Object.entries(services).flatMap(([name, one]) => {
    const isOurs = one.image.startsWith('steward:');
    const named = (one.volumes ?? []).map((volume) => volume.split(':')[0] as string);
    return [
      ...(pinned.test(one.image) ? [] : [`${one.image} is not pinned to a version`]),
      ...unknownNames(Object.keys(one.environment ?? {}), known),
      ...Object.keys(one.depends_on ?? {})
        .filter((other) => !services[other])
        .map((other) => `waits for ${other}, which is none`),
      ...(one.secrets ?? [])
        .filter((secret) => !secrets[secret])
        .map((secret) => `names the secret ${secret}, which is none`),
      ...named
        .filter((volume) => !volume.startsWith('.') && !volumes[volume])
        .map((volume) => `names the volume ${volume}, which is none`),
      ...(one.ports ?? [])
        .filter((port) => !port.startsWith('127.0.0.1:'))
        .map((port) => `opens ${port} to the network`),
      ...(isOurs && !one.read_only ? ['may write to its own program'] : []),
      ...(isOurs && one.cap_drop?.[0] !== 'ALL' ? ['keeps capabilities'] : []),
      ...Object.entries(one.environment ?? {})
        .filter(([variable, value]) => variable.endsWith('PASSWORD') && value !== '')
        .map(([variable]) => `${variable} stands in the file`),
    ].map((fault) => `${name}: ${fault}`);
  });
}

/** Whether .dockerignore sends a path to the builder; the last line that matches decides, as there. */
export function isSent(ignore: string, path: string): boolean {
  let isIgnored = false;
  for (const line of ignore.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const isException = line.startsWith('!');
    if (matches(isException ? line.slice(1) : line, path)) isIgnored = !isException;
  }
  return !isIgnored;
}

/** A pattern matches a path or any folder above it. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\//g, '\u0000')
    .replace(/\*/g, '[^/]*')
    .replaceAll('\u0000', '(?:.*/)?');
  return new RegExp(`^${source}(?:/.*)?$`).test(path);
}
