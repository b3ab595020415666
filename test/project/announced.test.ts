import { expect, it } from 'vitest';
import { markerComment } from '../../scripts/codemod/marker.ts';
import { withAnnouncements } from '../../scripts/project/announced.ts';
import type { Finding } from '../../scripts/simulator/verdict.ts';

const file = 'actions/a.ts';
const source = `${markerComment('root-read', 'user.upn: This attribute.', 'https://example.com')}
setClaim(event.user.upn);
`;

const verdictWith = (...settings: Finding['settings'][number][]) => ({
  rules: [{}],
  actions: [{ file }],
  findings: [
    {
      difference: 'idToken.a',
      status: 'different',
      settings,
      taken: { rules: [], actions: [] },
    } as unknown as Finding,
  ],
});

it.each([
  [{ path: ['user', 'upn'], value: 1 }, ['root-read']],
  [{ path: ['user', 'app_metadata'], value: { upn: 1 } }, ['root-read']],
  [{ path: ['user', 'app_metadata'], value: { other: 1 } }, undefined],
])('a marker foretells by the name in what the login sets: %j', (setting, codes) => {
  const { findings } = withAnnouncements(verdictWith(setting), new Map([[file, source]]));
  expect(findings[0]!.announcedBy?.map(({ code }) => code)).toEqual(codes);
});
