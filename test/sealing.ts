/** Sealing in tests: other files write on the same server, and a seal waits for every transaction that was open before. */
import { sealAllAudit, verifyAudit } from '#platform/audit-seal.ts';
import type { City } from '#platform/city.ts';

/** Seals until no row is left; other tests' transactions end within moments. */
export async function sealEverything(city: City): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    await sealAllAudit(city);
    if ((await verifyAudit(city)).unsealed === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('rows of the audit stay without a seal');
}
