/** `node tools/sbom-write.ts`: writes build/sbom.cdx.json and says how many packages it lists. Exit 1 on a licence nobody has read. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-files.ts';
import { billOf } from './sbom.ts';

const { bill, faults } = billOf(await readFile(join(projectRoot, 'package-lock.json'), 'utf8'));
for (const fault of faults) console.log(fault);
const folder = join(projectRoot, 'build');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
console.log(`bill of materials: ${bill.components.length} packages, ${faults.length} faults, build/sbom.cdx.json`);
process.exitCode = faults.length > 0 ? 1 : 0;
