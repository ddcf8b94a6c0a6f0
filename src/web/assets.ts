/** Static files: our stylesheets and scripts and the design system's own, from its package, compressed once, named by what they hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sha256 } from '#kit/ids.ts';
import type { Site } from './site.ts';

const year = 31_536_000;

/** Our own files may be many; the design system's stylesheet is one. */
const texts = [
  { name: 'uswds.css', from: 'uswds', file: 'css/uswds.min.css', type: 'text/css; charset=utf-8' },
  { name: 'steward.css', from: 'own', file: 'steward.css', type: 'text/css; charset=utf-8' },
  { name: 'print.css', from: 'own', file: 'print.css', type: 'text/css; charset=utf-8' },
  { name: 'sign-in.js', from: 'own', file: 'sign-in.js', type: 'text/javascript; charset=utf-8' },
] as const;
export type AssetName = (typeof texts)[number]['name'];

type Asset = { plain: Buffer; brotli: Buffer; type: string; version: string };
const loaded = new Map<string, Asset>();

function load(site: Site, name: AssetName): Asset {
  const key = `${site.settings.assets.own}:${name}`;
  const known = loaded.get(key);
  if (known) return known;
  const row = texts.find((text) => text.name === name) as (typeof texts)[number];
  let plain: Buffer = readFileSync(join(site.settings.assets[row.from], row.file));
  if (name === 'uswds.css') plain = Buffer.from(plain.toString('utf8').replace(/\/\*# sourceMappingURL=.*?\*\//, ''));
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
  const asset = { plain, brotli, type: row.type, version: sha256(plain).slice(0, 12) };
  loaded.set(key, asset);
  return asset;
}

/** The address of a file, which changes when its content does. */
export function assetUrl(site: Site, name: AssetName): string {
  return `/assets/${name.endsWith('.js') ? 'js' : 'css'}/${load(site, name).version}/${name}`;
}

export async function serveAssets(app: FastifyInstance, site: Site): Promise<void> {
  app.get<{ Params: { kind: string; version: string; name: string } }>('/assets/:kind/:version/:name', (req, reply) => {
    const row = texts.find((text) => text.name === req.params.name && text.name.endsWith(`.${req.params.kind}`));
    if (!row) return reply.callNotFound();
    const asset = load(site, row.name);
    reply
      .type(asset.type)
      .header('cache-control', `public, max-age=${year}, immutable`)
      .header('vary', 'accept-encoding');
    if (String(req.headers['accept-encoding'] ?? '').includes('br'))
      return reply.header('content-encoding', 'br').send(asset.brotli);
    return reply.send(asset.plain);
  });
  // The stylesheet names its fonts and pictures as ../fonts and ../img, seen from /assets/css/<version>/.
  const folders = [
    { root: join(site.settings.assets.uswds, 'fonts'), prefix: '/assets/css/fonts/' },
    { root: join(site.settings.assets.uswds, 'img'), prefix: '/assets/css/img/' },
    { root: join(site.settings.assets.own, 'img'), prefix: '/assets/img/' },
  ];
  for (const [index, folder] of folders.entries()) {
    await app.register(fastifyStatic, {
      ...folder,
      decorateReply: index === 0,
      maxAge: year * 1000,
      immutable: true,
      index: false,
    });
  }
}
