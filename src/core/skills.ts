/**
 * Skills: what an entry asks for and an agent can do, each with a level. What is required decides who may serve an
 * entry, what is preferred only who of them is asked first. The longer an entry waits, the less it may insist on.
 */
import { z } from 'zod';
import { time } from './fields';
import { slug } from './ids';
import { own } from './own';

/** Skill → how well: 1 a little, 10 as well as anybody. */
export const levels = z
  .record(slug, z.int().min(1).max(10))
  .refine((all) => Object.keys(all).length <= 20, 'at most 20 skills');
export type Levels = z.infer<typeof levels>;

/** What a treatment, a queue or a command asks of whoever serves. */
export const skillsWanted = z.strictObject({
  /** Who has them not at that level does not serve it. */
  required: levels.optional(),
  /** Of those who may, who has more of these at that level is asked first. */
  preferred: levels.optional(),
  /** Agents whose level in the queue is below are not asked. */
  minLevel: z.int().min(1).max(10).optional(),
});
export type SkillsWanted = z.infer<typeof skillsWanted>;

/** One step towards insisting on less. */
const step = {
  /** Skills that are required no longer; who has them is still asked first. */
  drop: z.array(slug).min(1).max(20).optional(),
  /** Every level that is required becomes so much lower, but 1 stays. */
  lowerBy: z.int().min(1).max(9).optional(),
  /** Agents down to that level in the queue are asked from now on. */
  minLevel: z.int().min(1).max(10).optional(),
};

/** A step as a queue has it: when somebody has waited for so long. */
export const relaxation = z
  .strictObject({ afterSeconds: z.number().min(1).max(86_400), ...step })
  .refine((one) => Object.keys(one).length > 1, 'at least one of drop, lowerBy, minLevel');

/** The same of an entry: when it is due. */
export const relaxationAt = z.object({ at: time, ...step });
export type Relaxation = Omit<z.infer<typeof relaxationAt>, 'at'>;

/** What is asked of whoever serves an entry. */
export interface Wanted {
  readonly required: Levels;
  readonly preferred: Levels;
  readonly minLevel?: number | undefined;
}

/** The first skill that is not there at the level that is wanted. */
export function lacking(has: Levels, wanted: Levels): { readonly skill: string; readonly level: number } | undefined {
  for (const skill in wanted) {
    const level = wanted[skill] as number;
    if ((own(has, skill) ?? 0) < level) return { skill, level };
  }
  return undefined;
}

/** How many of the skills are there at the level that is wanted. */
export const countMet = (has: Levels, wanted: Levels): number =>
  Object.keys(wanted).filter((skill) => (own(has, skill) ?? 0) >= (wanted[skill] as number)).length;

/** How good somebody is at what is wanted, over all of it. */
export const sumOf = (has: Levels, wanted: Levels): number =>
  Object.keys(wanted).reduce((sum, skill) => sum + (own(has, skill) ?? 0), 0);

/** What is asked after a step. What was not asked before is not asked after it. */
export function relaxed(wanted: Wanted, { drop = [], lowerBy = 0, minLevel }: Relaxation): Wanted {
  const required = Object.entries(wanted.required);
  const dropped = required.filter(([skill]) => drop.includes(skill));
  const kept = required.filter(([skill]) => !drop.includes(skill));
  return {
    required: Object.fromEntries(kept.map(([skill, level]) => [skill, Math.max(1, level - lowerBy)])),
    preferred: { ...Object.fromEntries(dropped), ...wanted.preferred },
    ...(wanted.minLevel !== undefined && { minLevel: Math.min(minLevel ?? wanted.minLevel, wanted.minLevel) }),
  };
}

/** The same for the same skills and levels, in whatever sequence they stand. */
export function textOf(all: Levels): string {
  const skills = Object.keys(all);
  if (skills.length > 1) skills.sort();
  return skills.map((skill) => `${skill}=${all[skill]}`).join();
}
