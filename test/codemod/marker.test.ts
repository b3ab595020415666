import { describe, expect, it } from 'vitest';
import { findMarkers, markerComment } from '../../scripts/codemod/marker.ts';

describe('markers', () => {
  it('are found as they are written', () => {
    const source = `a();\n  ${markerComment('saml-path', 'Look here.', 'https://auth0.com/docs')}\nb();\n`;
    expect(findMarkers(source)).toEqual([
      { code: 'saml-path', reason: 'Look here. See https://auth0.com/docs', line: 2, accepted: false },
    ]);
  });

  it('are accepted by a comment with a reason', () => {
    const [marker] = findMarkers(
      '// RULE-MIGRATION-ACCEPTED(root-read): Entra sends it, checked with Ada.\n',
    );
    expect(marker).toEqual({
      code: 'root-read',
      reason: 'Entra sends it, checked with Ada.',
      line: 1,
      accepted: true,
    });
  });

  it.each([
    '// RULE-MIGRATION-ACCEPTED(root-read):',
    '// RULE-MIGRATION-ACCEPTED(root-read)',
    '//RULE-MIGRATION-ACCEPTED(root-read):   ',
  ])('are not accepted without one: %s', (line) => expect(findMarkers(line)[0]?.accepted).toBe(false));

  it('are not found in other text', () => {
    expect(findMarkers("const text = 'RULE-MIGRATION(x): y';\n// about RULE-MIGRATION\n")).toEqual([]);
  });
});
