/** What a check of the installation found, in words that say what to do (`signalbox doctor`). */
import { z } from 'zod';

/** `unknown`: it could not be looked at, which is no fault by itself. */
const FINDING_LEVELS = ['ok', 'unknown', 'warn', 'fail'] as const;

export const finding = z.object({
  /** What was looked at: `gateway`, `store`, `pbx <name>`, `tenant <id>`, … */
  area: z.string(),
  /** Name of the check, stable for machines: `link`, `modules`, … */
  check: z.string(),
  level: z.enum(FINDING_LEVELS),
  words: z.string(),
  /** The line of a file or the command that mends it. */
  todo: z.string().optional(),
});
export type Finding = z.infer<typeof finding>;

/** Makes the findings of one area. */
export const inArea =
  (area: string) =>
  (check: string, level: Finding['level'], words: string, todo?: string): Finding => ({
    area,
    check,
    level,
    words,
    ...(todo !== undefined && { todo }),
  });
