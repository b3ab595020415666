import { unreached } from './explore.ts';
import type { BranchWay, Coverage, TakenWay } from './verdict.ts';
import type { FileBranch } from './verify.ts';

/** Which ways of the branches logins have taken, and which none. */
export function coverageOf(branches: readonly FileBranch[], seen: ReadonlySet<number>): Coverage {
  const missed = unreached(branches, seen) as { branch: FileBranch; way: 0 | 1 }[];
  const total = branches.reduce((sum, { ways }) => sum + ways.length, 0);
  return {
    reached: total - missed.length,
    total,
    unreached: missed.map(({ branch, way }) => wayOf(branch, way)),
  };
}

function wayOf({ file, line, column, text, ways }: FileBranch, way: number): BranchWay {
  return { file, line, column, text, way: ways.length === 1 ? 'entered' : String(way === 1) };
}

/** The branches of one side in the order in which they were taken; `decisive` are those that tell. */
export function takenOf(
  branches: readonly FileBranch[],
  seen: readonly number[],
  decisive: ReadonlySet<number>,
): TakenWay[] {
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  return seen.flatMap((one) => {
    const branch = byId.get(Math.floor(one / 2));
    if (branch === undefined) return [];
    return [{ ...wayOf(branch, one % 2), ...(decisive.has(one) ? { decides: true as const } : {}) }];
  });
}
