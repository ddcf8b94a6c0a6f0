/** Practice City's groups: as if its sign-in knew two. */
import type { PracticeSeed } from '#platform/practice.ts';
import type { GroupRule } from './city-oidc-decision.ts';
import { addGroupRule } from './city-group-service.ts';

const rules: readonly GroupRule[] = [
  { group: 'steward-auditors', role: 'auditor', bodyId: null },
  { group: 'steward-parks-liaisons', role: 'liaison', bodyId: 'parks' },
];

export const groupPractice: PracticeSeed = async ({ at, today, actorOf }) => {
  const city = at(today, '08:00');
  const acting = { actor: await actorOf('administrator'), requestId: null };
  for (const rule of rules) {
    const added = await addGroupRule(city, acting, rule);
    if (!added.ok) throw new Error(`a group of Practice City was refused: ${added.refusals[0]?.key}`);
  }
};
