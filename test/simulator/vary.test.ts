import { expect, it } from 'vitest';
import { NO_AIMS } from '../../scripts/simulator/aims.ts';
import { seededRandom } from '../../scripts/simulator/random.ts';
import { variations } from '../../scripts/simulator/vary.ts';

it('goes for an open branch from logins that got far in its condition, however few', () => {
  const branch = (id: number, span: [number, number]) => ({
    id,
    file: 'rule.js',
    line: 1,
    column: 1,
    text: '',
    span,
    ways: [0, 1] as const,
  });
  const subject = {
    aims: NO_AIMS,
    branches: { rules: [branch(0, [0, 90]), branch(1, [10, 50])], actions: [] },
  };
  const vary = variations(subject, 1, seededRandom(1), () => []);
  const rare = { path: ['user', 'email'], value: 'x@acme.io' };
  vary.took([rare], [1, 3]);
  const usual = { path: ['user', 'email'], value: 'other' };
  for (let count = 0; count < 50; count++) vary.took([usual], [1, 2, 5]);
  const starts = Array.from({ length: 400 }, () => vary.next());
  expect(starts.filter((settings) => settings.includes(rare)).length).toBeGreaterThan(80);
});
