import { packCommands } from '#start/packs.ts';
const [, , a, b, ...rest] = process.argv;
const c = packCommands().find((x) => x.words.join(' ') === `${a} ${b}`)!;
const options: any = {}; const positionals: string[] = [];
for (let i = 0; i < rest.length; i++) { const r = rest[i]!; if (r.startsWith('--')) { const k = r.slice(2); if (c.options[k]?.type === 'boolean') options[k] = true; else options[k] = rest[++i]; } else positionals.push(r); }
try { await c.run({ options, positionals, print: (l) => console.log(l), warn: (l) => console.error(l) }); } catch (e) { console.error((e as Error).constructor.name, (e as Error).message, (e as Error).constructor.name==='CommandRefused'?'':(e as Error).stack); process.exit(1); }
