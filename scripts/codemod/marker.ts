/**
 * What the converter could not prove stays visible in the Action as a comment line:
 *
 *     // RULE-MIGRATION(code): reason. See https://…
 *
 * The build refuses a file that holds one. A person resolves it by changing the code and deleting the line, or accepts
 * it by rewriting the line with a reason of their own:
 *
 *     // RULE-MIGRATION-ACCEPTED(code): why this is right for us
 */
const MARKER = 'RULE-MIGRATION';

export interface Marker {
  readonly code: string;
  /** The rest of the line: the converter's reason, or that of the person who accepted it. */
  readonly reason: string;
  /** Counts from 1. */
  readonly line: number;
  readonly accepted: boolean;
}

const LINE = new RegExp(
  `^\\s*//\\s*${MARKER}(?<accepted>-ACCEPTED)?\\((?<code>[a-z0-9-]+)\\):?(?<reason>.*)$`,
);

/** The comment line for a finding, without indentation or line break. */
export function markerComment(code: string, reason: string, url: string): string {
  return `// ${MARKER}(${code}): ${reason} See ${url}`;
}

/** Every marker of an Action's source, in order. One accepted without a reason counts as not accepted. */
export function findMarkers(source: string): Marker[] {
  return source.split('\n').flatMap((text, index) => {
    const groups = LINE.exec(text)?.groups;
    if (groups === undefined) return [];
    const reason = groups['reason']!.trim();
    return [
      {
        code: groups['code']!,
        reason,
        line: index + 1,
        accepted: groups['accepted'] !== undefined && reason !== '',
      },
    ];
  });
}
