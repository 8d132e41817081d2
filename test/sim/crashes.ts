/**
 * A small scenario in which nothing breaks, but that the gateway dies once, at a commit: before it is written, after it
 * is written and before that is known, or just when it is known. Up to there every run of it is the same.
 */
import { crash } from './actors/trouble';
import { type Outcome, people, Run } from './run';
import { newScene } from './scene';

/** What becomes of the commits in flight when the gateway dies. */
export const DEATHS = ['unwritten', 'written', 'known'] as const;
export type Death = (typeof DEATHS)[number];

interface Moment {
  /** Counts the commits of all tenants, from 1. */
  readonly commit: number;
  readonly death: Death;
}

const CALLS = 6;
const ACTIVE_MS = 16_000;
const DOWN_MS = 300;

/** Plays the scenario of that seed; the gateway dies at the moment, if there is one. Says how many commits there were before. */
export async function playWithCrash(seed: number, moment?: Moment): Promise<Outcome & { readonly commits: number }> {
  let commits = 0;
  let due = false;
  const awaited = moment?.death === 'known' ? 'landed' : 'started';
  const scene = newScene({
    seed,
    tenants: 2,
    activeMs: ACTIVE_MS,
    onCommit: (what) => {
      if (what !== awaited || scene.world.elapsed > ACTIVE_MS) return;
      commits += 1;
      due ||= commits === moment?.commit;
    },
  });
  const run = new Run(scene, () => {
    if (!due || !moment) return;
    due = false;
    crash(scene, DOWN_MS, moment.death === 'unwritten' ? 'none' : 'all');
  });
  people(scene, CALLS);
  await run.play();
  return { hash: scene.world.trace.hash(), steps: run.steps, scene, commits };
}
