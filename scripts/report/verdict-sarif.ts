import { sha256 } from '../lib/sha256.ts';
import type { Verdict } from '../simulator/verdict.ts';
import { alertsOf, type Alert } from './verdict-alerts.ts';

const RULES: Readonly<Record<Alert['id'], string>> = {
  different: 'The Action does not do what its Rule did',
  'not-verifiable': 'The Rule and its Action could not be compared',
  'accepted-never-seen': 'An accepted difference does not occur any more',
  'refusal-unproved': 'No simulated login reached a refusal of the Rule',
  unreached: 'No simulated login reached a branch',
};

/** The verdicts as SARIF 2.1.0, for code scanning. */
export function verdictsSarif(verdicts: readonly Verdict[]): string {
  const run = {
    tool: {
      driver: {
        name: 'auth0-actions-toolkit verify',
        rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
      },
    },
    columnKind: 'utf16CodeUnits',
    results: alertsOf(verdicts).map(({ id, level, file, line, column, message }) => ({
      ruleId: id,
      level,
      message: { text: message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(file), uriBaseId: '%SRCROOT%' },
            region: { startLine: line, startColumn: column },
          },
        },
      ],
      // The same finding keeps its identity when lines move.
      partialFingerprints: { finding: sha256(`${id} ${file} ${message}`) },
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return JSON.stringify(log, null, 2);
}
