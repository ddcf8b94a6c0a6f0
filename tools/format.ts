/** `npm run format`: writes every source and locale file in the one format. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project-files.ts';

const biome = join(projectRoot, 'node_modules/.bin/biome');
const done = spawnSync(biome, ['format', '--write', ...process.argv.slice(2)], { cwd: projectRoot, stdio: 'inherit' });
process.exitCode = done.status ?? 1;
